import type { Parameters } from '../../../contract/study.ts';
import { deriveSeed } from '../../util/hash.ts';
import type { ParameterDescription } from '../../../contract/method.ts';
import { batchLength, type Sampling, type SamplingSource } from './sampling.ts';
import { WeightedDraw } from './weighted-draw.ts';

/** Joint batches of rows that are drawn, with replacement, in proportion to weights: how often beside the rarest allowed. */
export function rowWeights(
  form: Sampling['form'],
  weigh: (source: SamplingSource, cap: number) => readonly number[],
): Sampling {
  return {
    form,
    streams: false,
    create(source: SamplingSource, parameters: Parameters) {
      const draw = new WeightedDraw(weigh(source, parameters['cap'] as number));
      const { plan, train } = source;
      const seed = deriveSeed(source.seed, 'rows');
      return {
        drawEpoch(epoch, write) {
          for (let step = 0; step < plan.stepsPerEpoch; step += 1) {
            const length = batchLength(source, step);
            for (let position = 0; position < length; position += 1) {
              const place = draw.at(seed, epoch * plan.stepsPerEpoch + step, position);
              write(step, position, train[place] as number);
            }
          }
        },
        tasksOf: () => null,
      };
    },
  };
}

/** Without a limit one rare row would fill the batches. */
export const cap: ParameterDescription = {
  name: 'cap',
  label: 'Largest weight',
  meaning: 'How many times as often as a common row a rare one is drawn, at most.',
  default: 10,
  minimum: 1,
  maximum: 1000,
  perTask: false,
};
