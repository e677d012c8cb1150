import { initialParameters } from '../../../src-main/core/model/initialize.ts';
import { createNetwork, hardSharing } from '../../../src-main/core/model/create-network.ts';
import { headOutputs, type Layout } from '../../../src-main/core/model/layout.ts';
import { fitPreparation } from '../../../src-main/core/prepare/fit-preparation.ts';
import type { Preparation, Split } from '../../../src-main/core/prepare/prepared.ts';
import { planBatches, replicateSeed } from '../../../src-main/core/train/sampler.ts';
import { joint } from '../../../src-main/core/train/sampling/joint.ts';
import type { SyntheticStudy } from '../../helper/study.ts';

/**
 * One run trained in plain JavaScript with 64-bit numbers, row by row, with the derivatives written by hand: ReLU trunk
 * without layer norm and dropout, Adam or SGD. What the stacked programs must reproduce.
 */
export interface ReferenceRun {
  /** [epoch][task] */
  readonly trainLoss: number[][];
  readonly validationLoss: number[][];
  /** Epoch of the lowest mean validation loss of the run's tasks. */
  readonly bestEpoch: number;
}

type Combine = 'weights' | 'pcgrad';

export function trainReference(
  study: SyntheticStudy,
  run: {
    readonly split: number;
    readonly seed: number;
    readonly task: number | null;
    readonly weights?: readonly number[];
    readonly combine?: Combine;
  },
): ReferenceRun {
  const { spec, encoding, splits } = study;
  const { training, network, baseSeed } = spec;
  const split = splits[run.split] as Split;
  const preparation = fitPreparation(encoding, split.train);
  const { layout } = createNetwork(hardSharing, {
    inputs: encoding.features.length,
    widths: network.widths,
    layerNorm: false,
    heads: encoding.targets.map(headOutputs),
  });
  const names = spec.tasks.map((task) => task.column);
  const parameters = Float64Array.from(initialParameters(layout, names, replicateSeed(baseSeed, 'initial', run)));
  const first = new Float64Array(layout.size);
  const second = new Float64Array(layout.size);
  const batches = planBatches(splits, training.batchSize);
  const owned = encoding.targets.map((_, task) => run.task === null || run.task === task);
  const weights = run.weights ?? owned.map(() => 1);
  const result = { trainLoss: [] as number[][], validationLoss: [] as number[][], bestEpoch: -1 };
  const seed = replicateSeed(baseSeed, 'batches', run);
  const sampler = joint.create({ train: split.train, targets: encoding.targets, plan: batches, seed }, {});
  let updates = 0;
  let bestLoss = Infinity;
  for (let epoch = 0; epoch < training.epochs; epoch += 1) {
    const order = new Int32Array(batches.stepsPerEpoch * batches.batchRows).fill(-1);
    sampler.drawEpoch(epoch, (step, position, row) => {
      order[step * batches.batchRows + position] = row;
    });
    const sums = owned.map(() => ({ loss: 0, steps: 0 }));
    for (let step = 0; step < batches.stepsPerEpoch; step += 1) {
      const rows = order.slice(step * batches.batchRows, (step + 1) * batches.batchRows).filter((row) => row >= 0);
      const perTask = owned.map((own, task) =>
        own ? taskGradient(study, layout, preparation, parameters, rows, task) : null,
      );
      perTask.forEach((one, task) => {
        const sum = sums[task] as { loss: number; steps: number };
        if (one === null || one.count === 0) return;
        sum.loss += one.loss;
        sum.steps += 1;
      });
      const gradients = perTask.map((one) => one?.gradient ?? new Float64Array(layout.size));
      const gradient =
        run.combine === 'pcgrad' ? projectConflicts(gradients, layout) : weightedSum(gradients, weights, layout.size);
      updates += 1;
      update(study, layout, parameters, gradient, first, second, updates);
    }
    result.trainLoss.push(sums.map(({ loss, steps }) => loss / Math.max(1, steps)));
    const validation = owned.map((own, task) =>
      own ? taskGradient(study, layout, preparation, parameters, split.validation, task).loss : NaN,
    );
    result.validationLoss.push(validation);
    const own = validation.filter((loss) => !Number.isNaN(loss));
    const selected = own.reduce((total, loss) => total + loss, 0) / own.length;
    if (selected < bestLoss) {
      bestLoss = selected;
      result.bestEpoch = epoch;
    }
  }
  return result;
}

/** Mean loss of a task over the labelled rows among `rows`, and its gradient by all parameters. */
export function taskGradient(
  study: SyntheticStudy,
  layout: Layout,
  preparation: Preparation,
  parameters: Float64Array,
  rows: Int32Array,
  task: number,
): { readonly loss: number; readonly count: number; readonly gradient: Float64Array } {
  const target = study.encoding.targets[task] as SyntheticStudy['encoding']['targets'][number];
  const labelled = rows.filter((row) => target.labelled[row] === 1);
  const gradient = new Float64Array(layout.size);
  let loss = 0;
  for (const row of labelled) {
    const activations = [prepareRow(study, preparation, row)];
    const trunk = layout.shape.widths.length;
    for (let layer = 0; layer < trunk; layer += 1) {
      const below = activations[layer] as number[];
      activations.push(dense(layout, parameters, 2 * layer, below).map((value) => Math.max(0, value)));
    }
    const outputs = dense(layout, parameters, 2 * trunk, activations[trunk] as number[]);
    const from = layout.headColumns[task] as number;
    const width = layout.shape.heads[task] as number;
    const scaled =
      ((target.values[row] as number) - (preparation.targetMean[task] as number)) /
      (preparation.targetScale[task] as number);
    const own = lossOf(
      target.type,
      outputs.slice(from, from + width),
      target.type === 'regression' ? scaled : (target.values[row] as number),
    );
    loss += own.loss;
    let delta = outputs.map((_, column) =>
      column >= from && column < from + width ? (own.slope[column - from] as number) : 0,
    );
    for (let layer = trunk; layer >= 0; layer -= 1) {
      const below = activations[layer] as number[];
      const next = backward(layout, parameters, gradient, 2 * layer, below, delta, labelled.length);
      delta = next.map((value, unit) => ((below[unit] as number) > 0 ? value : 0));
    }
  }
  return { loss: loss / Math.max(1, labelled.length), count: labelled.length, gradient };
}

function prepareRow(study: SyntheticStudy, preparation: Preparation, row: number): number[] {
  const { encoding } = study;
  const width = encoding.features.length;
  return encoding.features.map((_, feature) => {
    const cell = row * width + feature;
    const raw =
      encoding.present?.[cell] === 0 ? (preparation.fill[feature] as number) : (encoding.inputs[cell] as number);
    return (raw - (preparation.mean[feature] as number)) * (preparation.inverseScale[feature] as number);
  });
}

function lossOf(type: string, outputs: readonly number[], target: number): { loss: number; slope: number[] } {
  const first = outputs[0] as number;
  if (type === 'regression') return { loss: (first - target) ** 2, slope: [2 * (first - target)] };
  if (type === 'binary') {
    const probability = 1 / (1 + Math.exp(-first));
    return { loss: -Math.log(target === 1 ? probability : 1 - probability), slope: [probability - target] };
  }
  const total = outputs.reduce((sum, value) => sum + Math.exp(value), 0);
  const slope = outputs.map((value, label) => Math.exp(value) / total - (label === target ? 1 : 0));
  return { loss: Math.log(total) - (outputs[target] as number), slope };
}

function dense(layout: Layout, parameters: Float64Array, piece: number, below: readonly number[]): number[] {
  const weight = layout.pieces[piece] as Layout['pieces'][number];
  const bias = layout.pieces[piece + 1] as Layout['pieces'][number];
  return Array.from({ length: weight.columns }, (_, column) =>
    below.reduce(
      (sum, value, row) => sum + value * (parameters[weight.offset + row * weight.columns + column] as number),
      parameters[bias.offset + column] as number,
    ),
  );
}

/** Adds a row's share to the gradient of one layer; gives the derivative by the layer's inputs. */
function backward(
  layout: Layout,
  parameters: Float64Array,
  gradient: Float64Array,
  piece: number,
  below: readonly number[],
  delta: readonly number[],
  rows: number,
): number[] {
  const weight = layout.pieces[piece] as Layout['pieces'][number];
  const bias = layout.pieces[piece + 1] as Layout['pieces'][number];
  delta.forEach((value, column) => {
    gradient[bias.offset + column] = (gradient[bias.offset + column] as number) + value / rows;
  });
  return below.map((activation, row) => {
    let sum = 0;
    delta.forEach((value, column) => {
      const place = weight.offset + row * weight.columns + column;
      gradient[place] = (gradient[place] as number) + (activation * value) / rows;
      sum += value * (parameters[place] as number);
    });
    return sum;
  });
}

function weightedSum(gradients: readonly Float64Array[], weights: readonly number[], size: number): Float64Array {
  const total = new Float64Array(size);
  gradients.forEach((gradient, task) => {
    gradient.forEach((value, place) => {
      total[place] = (total[place] as number) + (weights[task] as number) * value;
    });
  });
  return total;
}

/** PCGrad for two tasks on the trunk, where no order of the projections matters; heads keep their own gradient. */
function projectConflicts(gradients: readonly Float64Array[], layout: Layout): Float64Array {
  const [one, other] = gradients as [Float64Array, Float64Array];
  const inner = (a: Float64Array, b: Float64Array): number =>
    a.subarray(0, layout.sharedSize).reduce((sum, value, place) => sum + value * (b[place] as number), 0);
  const conflict = Math.min(0, inner(one, other));
  return one.map((value, place) => {
    const plain = value + (other[place] as number);
    if (place >= layout.sharedSize || conflict === 0) return plain;
    return plain - (conflict / inner(other, other)) * (other[place] as number) - (conflict / inner(one, one)) * value;
  });
}

function update(
  { spec }: SyntheticStudy,
  layout: Layout,
  parameters: Float64Array,
  gradient: Float64Array,
  first: Float64Array,
  second: Float64Array,
  updates: number,
): void {
  const { learningRate, momentum, weightDecay, gradientClip, optimizer } = spec.training;
  const norm = Math.sqrt(gradient.reduce((sum, value) => sum + value * value, 0));
  const shrink = gradientClip === null ? 1 : Math.min(1, gradientClip / norm);
  for (const piece of layout.pieces) {
    for (let place = piece.offset; place < piece.offset + piece.rows * piece.columns; place += 1) {
      const slope = (gradient[place] as number) * shrink;
      const before = (parameters[place] as number) * (1 - (piece.kind === 'weight' ? learningRate * weightDecay : 0));
      if (optimizer === 'sgd') {
        first[place] = momentum * (first[place] as number) + slope;
        parameters[place] = before - learningRate * (first[place] as number);
        continue;
      }
      first[place] = 0.9 * (first[place] as number) + 0.1 * slope;
      second[place] = 0.999 * (second[place] as number) + 0.001 * slope * slope;
      const mean = (first[place] as number) / (1 - 0.9 ** updates);
      const spread = Math.sqrt((second[place] as number) / (1 - 0.999 ** updates)) + 1e-8;
      parameters[place] = before - (learningRate * mean) / spread;
    }
  }
}
