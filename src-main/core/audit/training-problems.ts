import type { Problem } from '../../contract/design.ts';
import type { StudySpec } from '../../contract/study.ts';
import { problem, type RowWidth, type StudyFacts } from './study-facts.ts';

/** Replicas that are stacked in one program at most. */
const stackedReplicas = 32;
/** Weights, their two moments, gradients, best weights, a checkpoint and room for temporaries, in float32. */
const copiesOfWeights = 8;
const bytesPerNumber = 4;

/** Training settings that cannot do what they say, and a study that would not fit into memory. */
export function findTrainingProblems(facts: StudyFacts): Problem[] {
  const { spec, splits } = facts;
  const problems: Problem[] = [];
  const { batchSize, epochs, patience } = spec.training;
  const trainRows = splits == null ? null : Math.min(...splits.map((split) => split.train.length));
  if (trainRows !== null && batchSize > trainRows) {
    const message = `the batch size ${batchSize} is larger than the ${trainRows} training rows; every step takes all of them`;
    problems.push(problem('note', 'design', 'batch-beyond-rows', null, message));
  }
  if (patience !== null && patience >= epochs) {
    const message = `the patience of ${patience} epochs is never reached in ${epochs} epochs; training does not stop early`;
    problems.push(problem('note', 'design', 'patience-beyond-epochs', null, message));
  }
  return [...problems, ...memoryProblems(facts)];
}

function memoryProblems({ spec, encoding, rowWidth, memoryLimitBytes }: StudyFacts): Problem[] {
  if (encoding == null || memoryLimitBytes === undefined) return [];
  const outputs = encoding.targets.reduce(
    (sum, { type, classCount }) => sum + (type === 'multiclass' ? classCount : 1),
    0,
  );
  const features = encoding.features.length;
  const width = rowWidth ?? { inputs: features, widest: features };
  const needed = estimateMemoryBytes(spec, { rows: encoding.rowCount, features, width, outputs });
  if (needed <= memoryLimitBytes) return [];
  const message = `the study needs about ${gigabytes(needed)} GB of memory and ${gigabytes(memoryLimitBytes)} GB are there; use narrower layers, a smaller batch, fewer arms or fewer rows`;
  return [problem('error', 'design', 'too-much-memory', null, message)];
}

interface TableSize {
  readonly rows: number;
  /** Of the table that trainers hold. */
  readonly features: number;
  readonly width: RowWidth;
  /** Of all heads. */
  readonly outputs: number;
}

/** Rough peak of one trainer: the table, the stacked weights and the activations of one step, in bytes. */
export function estimateMemoryBytes(
  spec: Pick<StudySpec, 'arms' | 'tasks' | 'seeds' | 'split' | 'network' | 'training'>,
  { rows, features, width, outputs }: TableSize,
): number {
  const layers = [width.inputs, ...spec.network.widths, outputs];
  const weights = layers.slice(1).reduce((sum, units, index) => sum + units * ((layers[index] ?? 0) + 1), 0);
  const onTheWay = Math.max(0, width.widest - width.inputs);
  const activations = spec.training.batchSize * layers.reduce((sum, units) => sum + units, onTheWay);
  const runs = (spec.arms.length + spec.tasks.length) * spec.split.splits * spec.seeds;
  const replicas = Math.min(runs, stackedReplicas);
  // Activations are kept for the backward pass, once a task where methods need one gradient a task.
  const perReplica = copiesOfWeights * weights + (2 + spec.tasks.length) * activations;
  return bytesPerNumber * (2 * rows * (features + spec.tasks.length) + replicas * perReplica);
}

function gigabytes(bytes: number): string {
  return bytes >= 1e10 ? String(Math.round(bytes / 1e9)) : (bytes / 1e9).toPrecision(2);
}
