import type { StudySpec } from '../../contract/study.ts';
import { headOutputs } from '../model/layout.ts';
import type { Encoding, Split } from '../prepare/prepared.ts';
import type { ProgramChoice } from './arm-group.ts';
import type { CohortPlan } from './cohort-plan.ts';
import { inputShapeOf, widestRow } from './input-shape.ts';
import { hasGaps, planBlocks, planCapacity } from './plan-size.ts';
import { planBatches } from './sampler.ts';
import { findSampling } from './sampling/registry.ts';

/** What one cohort stacks. */
export interface CohortPart
  extends ProgramChoice, Pick<CohortPlan, 'id' | 'replicas' | 'replicates' | 'worthCompiling'> {
  /** How many of the replicas train all tasks. */
  readonly probed: number;
}

/** The cohort of these replicas, with the shape that its program is traced from. */
export function planPart(spec: StudySpec, encoding: Encoding, splits: readonly Split[], part: CohortPart): CohortPlan {
  const { id, method, stages, sampling, sharing, replicas, replicates, worthCompiling, probed } = part;
  const { streams } = findSampling(sampling.kind);
  const { widths, layerNorm, activation, dropout } = spec.network;
  const batches = planBatches(splits, spec.training.batchSize);
  const features = encoding.features.length;
  const input = inputShapeOf(encoding);
  return {
    id,
    sampling,
    replicas,
    worthCompiling,
    replicates,
    shape: {
      ...{ method, stages, sharing, widths, activation, layerNorm, features, input, streams, probed },
      tasks: spec.tasks.map((task, position) => ({
        loss: task.loss,
        outputs: headOutputs(encoding.targets[position] as Encoding['targets'][number]),
      })),
      dropout: dropout > 0,
      optimizer: spec.training.optimizer,
      clip: spec.training.gradientClip !== null,
      decay: spec.training.weightDecay > 0,
      rows: encoding.rowCount,
      missing: encoding.present !== null,
      gaps: streams || hasGaps(encoding, splits, batches.stepsPerEpoch),
      replicas: replicas.length,
      replicates: replicates.length,
      ...batches,
      ...planBlocks(
        splits.map((split) => split.validation.length),
        replicas.length,
        widestRow({ features, input, widths }),
      ),
      capacity: planCapacity(spec.training.epochs, batches.stepsPerEpoch * batches.batchRows * replicates.length * 4),
    },
  };
}
