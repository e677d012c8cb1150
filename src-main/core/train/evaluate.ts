import type { MetricValue } from '../../contract/run.ts';
import type { EvaluatedRun } from '../../contract/training.ts';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { TensorMap } from '../engine/engine.ts';
import { evaluateTask } from '../metric/evaluate-task.ts';
import type { Layout } from '../model/layout.ts';
import type { Network } from '../model/network.ts';
import type { Preparation, Split, Target } from '../prepare/prepared.ts';
import { keyOf, reportedPositions } from './epoch-event.ts';
import type { TrainingMaterial } from './material.ts';
import { trainsTask, type CohortPlan, type PlannedReplica } from './cohort-plan.ts';
import { predictOutputs, taskPredictions } from './predict.ts';
import { networkOf } from './network-of.ts';
import { missingTwin } from './twin-losses.ts';
import { trainedNetwork } from './trained-network.ts';

export const divergence = {
  message: 'the loss grew beyond all bounds or became undefined (not a number)',
  remedy: 'Lower the learning rate, clip the gradient, or check the inputs for extreme values.',
};
export const neverMeasured = {
  message: 'no epoch had a usable validation loss',
  remedy: 'Check that the validation rows have labels for every task, or lower the learning rate.',
};

/** Every reported run of a cohort after its training: predictions on test rows by the best parameters, and metrics in original units. */
export function evaluateCohort(
  plan: CohortPlan,
  material: TrainingMaterial,
  inputs: TensorMap,
  state: TensorMap,
  stopped: boolean,
): EvaluatedRun[] {
  const tests = plan.replicates.map((replicate) => (material.splits[replicate.split] as Split).test);
  const outputs = predictOutputs(plan, inputs, state['best'] as Tensor, tests);
  const read = (name: string): Float32Array => state[name]?.dataSync() as Float32Array;
  const failed = read('failed');
  const bestEpoch = read('bestEpoch');
  const epochsTrained = read('epochsTrained');
  const network = networkOf(plan.shape);
  const { layout } = network;
  const best = read('best');
  return reportedPositions(plan).map((position) => {
    const replica = plan.replicas[position] as PlannedReplica;
    const epoch = bestEpoch[position] as number;
    const failure =
      failureOfTwin(plan, position, material) ??
      (failed[position] === 1 ? divergence : epoch < 0 ? neverMeasured : null);
    const run = {
      ...keyOf(replica),
      bestEpoch: epoch < 0 ? null : epoch,
      epochsTrained: epochsTrained[position] as number,
    };
    if (failure !== null) return { ...run, status: 'failed', failure, metrics: {}, predictions: {}, models: [] };
    return {
      ...run,
      status: stopped ? 'cancelled' : 'completed',
      failure: null,
      choices: observe(network, best.subarray(position * layout.size, (position + 1) * layout.size), material),
      ...evaluateRun(replica, material, layout, outputs[position] as Float32Array),
      models: [
        trainedNetwork(
          plan.shape,
          material.encoding.targets.flatMap((_, task) => (trainsTask(replica, task) ? [task] : [])),
          best.slice(position * layout.size, (position + 1) * layout.size),
        ),
      ],
    };
  });
}

/** Why a run could not divide by the losses of its twins. */
function failureOfTwin(plan: CohortPlan, position: number, { encoding }: TrainingMaterial): EvaluatedRun['failure'] {
  const task = missingTwin(plan, position);
  if (task === null) return null;
  return {
    message: `the single-task twin of '${encoding.targets[task]?.task ?? ''}' on the same split and seed has no validation loss to divide by`,
    remedy: 'Look why that twin failed and mend it; or choose another loss transform than twin.',
  };
}

/** What the parameters of a run [P] tell of its tasks, by name. */
function observe(network: Network, parameters: Float32Array, { encoding }: TrainingMaterial): Record<string, string> {
  const seen = network.observe?.(parameters) ?? [];
  return Object.fromEntries(seen.map(({ name, task, value }) => [`${name}, ${encoding.targets[task]?.task}`, value]));
}

function evaluateRun(
  replica: PlannedReplica,
  material: TrainingMaterial,
  layout: Layout,
  outputs: Float32Array,
): Pick<EvaluatedRun, 'metrics' | 'predictions'> {
  const { test } = material.splits[replica.split] as Split;
  const preparation = material.preparations[replica.split] as Preparation;
  const metrics: Record<string, Record<string, MetricValue>> = {};
  const predictions: Record<string, Float32Array> = {};
  material.encoding.targets.forEach((target, task) => {
    if (!trainsTask(replica, task)) return;
    const predicted = predictTask(target, task, layout, outputs, preparation);
    predictions[target.task] = predicted;
    metrics[target.task] = measureTask(target, test, predicted);
  });
  return { metrics, predictions };
}

/** A task's predictions from the outputs [rows, K of all tasks] of a network. */
export function predictTask(
  target: Target,
  task: number,
  layout: Layout,
  outputs: Float32Array,
  preparation: Preparation,
): Float32Array {
  const width = layout.shape.heads[task] as number;
  const logits = pickColumns(outputs, layout.headWidth, layout.headColumns[task] as number, width);
  return taskPredictions(target.type, logits, width, preparation, task);
}

/** Every metric of a task from its predictions on the test rows. */
export function measureTask(target: Target, test: Int32Array, predicted: Float32Array): Record<string, MetricValue> {
  const truth = new Float32Array(test.length);
  const labelled = new Uint8Array(test.length);
  for (let index = 0; index < test.length; index += 1) {
    const row = test[index] as number;
    truth[index] = target.values[row] as number;
    labelled[index] = target.labelled[row] as number;
  }
  return evaluateTask(target.type, predicted, truth, labelled);
}

function pickColumns(matrix: Float32Array, columns: number, first: number, width: number): Float32Array {
  const rows = matrix.length / columns;
  const picked = new Float32Array(rows * width);
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < width; column += 1) {
      picked[row * width + column] = matrix[row * columns + first + column] as number;
    }
  }
  return picked;
}
