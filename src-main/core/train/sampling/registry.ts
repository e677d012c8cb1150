import { parametersOf } from '../../../contract/arm.ts';
import { AppError } from '../../../contract/error.ts';
import type { Parameters } from '../../../contract/study.ts';
import { parametersFor } from '../../balance/parameters.ts';
import { joint } from './joint.ts';
import { proportional } from './proportional.ts';
import { rareClass } from './rare-class.ts';
import { rareTask } from './rare-task.ts';
import type { Sampling, SamplingChoice } from './sampling.ts';
import { temperature } from './temperature.ts';
import { uniform } from './uniform.ts';

/** Every way of drawing batches; the first is the default. */
export const samplings: readonly Sampling[] = [joint, uniform, proportional, temperature, rareTask, rareClass];

/** What twins are always trained with. */
export const jointSampling: SamplingChoice = { kind: joint.form.id, parameters: {} };

/** The sampling of that id. Throws AppError `bad-option` when there is none. */
export function findSampling(kind: string): Sampling {
  const sampling = samplings.find(({ form }) => form.id === kind);
  if (sampling === undefined) {
    const known = samplings.map(({ form }) => form.id).join(', ');
    throw new AppError('bad-option', `unknown sampling.kind; choose one of ${known}: ${kind}`);
  }
  return sampling;
}

/** The sampling that an arm's parameters ask for, joint batches where they say nothing. Throws AppError `bad-option`. */
export function samplingOf(parameters: Parameters, taskCount: number): SamplingChoice {
  const { kind = joint.form.id, ...given } = parametersOf(parameters, 'sampling');
  if (typeof kind !== 'string') {
    const known = samplings.map(({ form }) => form.id).join(', ');
    throw new AppError('bad-option', `invalid sampling.kind; choose one of ${known}: ${String(kind)}`);
  }
  const { form } = findSampling(kind);
  const described = { id: `sampling ${form.id}`, parameters: form.parameters };
  return { kind, parameters: parametersFor({ description: described }, given, taskCount) };
}
