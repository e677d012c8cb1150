import type { Parameters } from '../../../src-main/contract/study.ts';
import type { BalancingMethod } from '../../../src-main/core/balance/method.ts';
import { parametersFor, stackParameters } from '../../../src-main/core/balance/parameters.ts';
import { tf } from '../../helper/tensorflow.ts';
import { repeat } from '../../../src-main/core/balance/repeat.ts';

/** One step of one replica. */
export interface Step {
  readonly epoch: number;
  readonly losses: readonly number[];
  readonly active?: readonly number[];
}

export interface Course {
  /** The weights of every step, [steps][T]. */
  readonly weights: readonly (readonly number[])[];
  /** At the end, [T] each. */
  readonly state: Readonly<Record<string, readonly number[]>>;
}

/** A method that looks at losses only, led through steps in epochs from a fresh state. */
export function balanceOverEpochs(
  method: BalancingMethod,
  steps: readonly Step[],
  given: { readonly parameters?: Parameters; readonly initialLosses?: readonly number[] } = {},
): Course {
  const tasks = steps[0]?.losses.length ?? 0;
  const ones = Array.from({ length: tasks }, () => 1);
  return tf.tidy(() => {
    const parameters = stackParameters(method, [parametersFor(method, given.parameters ?? {}, tasks)]);
    let state = method.createState(1, tasks, 1);
    const weights = steps.map(({ epoch, losses, active }, step) => {
      const output = method.balance(
        {
          losses: tf.tensor2d([[...losses]]),
          initialLosses: tf.tensor2d([[...(given.initialLosses ?? ones)]]),
          active: tf.tensor2d([[...(active ?? ones)]]),
          gramian: null,
          jacobian: null,
          crossGramian: null,
          epoch: tf.scalar(epoch, 'int32'),
          step: tf.scalar(step, 'int32'),
          loop: repeat,
          uniform: () => {
            throw new Error('a method with a course over epochs draws nothing');
          },
        },
        state,
        parameters,
      );
      state = output.state;
      return (output.taskWeights.arraySync() as number[][])[0] as number[];
    });
    return {
      weights,
      state: Object.fromEntries(
        Object.entries(state).map(([name, tensor]) => [name, (tensor.arraySync() as number[][])[0] as number[]]),
      ),
    };
  });
}
