import type { ReplicaKey, TrainingEvent } from '../../contract/training.ts';
import type { TensorMap } from '../engine/engine.ts';
import { cosineWidth } from './cosine-record.ts';
import { cohortMethod } from './cohort-method.ts';
import { recordWidth } from './history.ts';
import { trainsTask, type CohortPlan, type PlannedReplica } from './cohort-plan.ts';

type EpochsEvent = Extract<TrainingEvent, { kind: 'epochs' }>;

/** The key of a run. */
export function keyOf(replica: ReplicaKey): ReplicaKey {
  return { arm: replica.arm, split: replica.split, seed: replica.seed };
}

/** Positions of the replicas that are reported: all but the fillers. */
export function reportedPositions(plan: CohortPlan): number[] {
  return plan.replicas.flatMap((replica, position) => (replica.filler ? [] : [position]));
}

/** Reads a chunk's records: the first `count` slots of the history. */
export function readEpochs(
  plan: CohortPlan,
  tasks: readonly string[],
  state: TensorMap,
  chunk: { readonly fromEpoch: number; readonly count: number; readonly seconds: number },
): EpochsEvent {
  const { count } = chunk;
  const replicas = plan.replicas.length;
  const width = recordWidth(tasks.length);
  const history = state['history']?.dataSync() as Float32Array;
  const cosineHistory = state['cosineHistory']?.dataSync() as Float32Array | undefined;
  const hasResidual = cohortMethod(plan.shape).description.residual !== undefined;
  const positions = reportedPositions(plan);
  const perTask = () => new Float32Array(count * positions.length * tasks.length).fill(NaN);
  const event = {
    trainLoss: perTask(),
    validationLoss: perTask(),
    taskWeights: perTask(),
    cosines: new Float32Array(count * positions.length * tasks.length ** 2).fill(NaN),
    zeroGradients: perTask(),
    residual: new Float32Array(count * positions.length).fill(NaN),
    active: new Uint8Array(count * positions.length),
  };
  for (let epoch = 0; epoch < count; epoch += 1) {
    positions.forEach((replica, place) => {
      const record = history.subarray((epoch * replicas + replica) * width, (epoch * replicas + replica + 1) * width);
      if (record[width - 1] !== 1) return;
      const cell = epoch * positions.length + place;
      event.active[cell] = 1;
      fillTasks(event, cell, record, tasks.length, plan.replicas[replica] as PlannedReplica);
      if (hasResidual) event.residual[cell] = record[width - 2] as number;
      if (plan.shape.streams) shareWeights(event.taskWeights, cell, record, tasks.length, plan.shape.stepsPerEpoch);
      if (cosineHistory === undefined || replica >= plan.shape.probed) return;
      const matrix = cosineWidth(tasks.length);
      const at = (epoch * plan.shape.probed + replica) * matrix;
      const own = cosineHistory.subarray(at, at + matrix);
      fillCosines(event.cosines, cell, own, tasks.length);
      fillZeros(event.zeroGradients, cell, own, tasks.length);
    });
  }
  return {
    kind: 'epochs',
    cohort: plan.id,
    replicas: positions.map((position) => keyOf(plan.replicas[position] as ReplicaKey)),
    tasks,
    fromEpoch: chunk.fromEpoch,
    count,
    stepsPerEpoch: plan.shape.stepsPerEpoch,
    seconds: chunk.seconds,
    ...event,
  };
}

function fillTasks(
  event: Pick<EpochsEvent, 'trainLoss' | 'validationLoss' | 'taskWeights'>,
  cell: number,
  record: Float32Array,
  tasks: number,
  replica: PlannedReplica,
): void {
  for (let task = 0; task < tasks; task += 1) {
    if (!trainsTask(replica, task)) continue;
    const place = cell * tasks + task;
    if ((record[tasks + task] as number) > 0) {
      event.trainLoss[place] = record[task] as number;
      event.taskWeights[place] = record[3 * tasks + task] as number;
    }
    event.validationLoss[place] = record[2 * tasks + task] as number;
  }
}

/** With a task a step, what a task weighs in an epoch is its weight times T times the share of the steps that were its. */
function shareWeights(
  taskWeights: Float32Array,
  cell: number,
  record: Float32Array,
  tasks: number,
  steps: number,
): void {
  for (let task = 0; task < tasks; task += 1) {
    const place = cell * tasks + task;
    taskWeights[place] = ((taskWeights[place] as number) * (record[tasks + task] as number) * tasks) / steps;
  }
}

function fillCosines(cosines: Float32Array, cell: number, record: Float32Array, tasks: number): void {
  const cells = tasks * tasks;
  for (let pair = 0; pair < cells; pair += 1) {
    if ((record[cells + pair] as number) > 0) cosines[cell * cells + pair] = record[pair] as number;
  }
}

/** Of the steps looked at in which a task has labels, the share in which its gradient vanishes. */
function fillZeros(zeros: Float32Array, cell: number, record: Float32Array, tasks: number): void {
  const cells = tasks * tasks;
  for (let task = 0; task < tasks; task += 1) {
    const labelled = record[2 * cells + task] as number;
    if (labelled > 0) zeros[cell * tasks + task] = 1 - (record[cells + task * tasks + task] as number) / labelled;
  }
}
