import type { TrainedNetwork } from '../../contract/trained-model.ts';
import type { CohortShape } from './cohort-shape.ts';

/** Parameters [P] of a network of this shape with what it takes to predict the tasks by them. */
export function trainedNetwork(
  { sharing, widths, tasks: heads }: Pick<CohortShape, 'sharing' | 'widths' | 'tasks'>,
  tasks: readonly number[],
  parameters: Float32Array,
): TrainedNetwork {
  return { kind: 'network', tasks, sharing, widths, heads: heads.map(({ outputs }) => outputs), parameters };
}
