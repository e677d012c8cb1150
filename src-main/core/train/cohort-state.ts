import { dispose, fill, ones, tensor, tensor1d, zeros, type Tensor } from '@tensorflow/tfjs-core';
import { AppError } from '../../contract/error.ts';
import type { StoredArray } from '../../contract/training.ts';
import type { TensorMap } from '../engine/engine.ts';
import { initialParameters } from '../model/initialize.ts';
import { cohortMethod, gradientLength } from './cohort-method.ts';
import { cosineReplicas, cosineWidth } from './cosine-record.ts';
import { recordWidth } from './history.ts';
import type { TrainingMaterial } from './material.ts';
import type { CohortPlan } from './cohort-plan.ts';
import { networkOf } from './network-of.ts';
import { nameBalancing } from './program-context.ts';
import { layoutOf } from './program.ts';
import { replicateSeed } from './sampler.ts';
import { missingTwin } from './twin-losses.ts';

/** What a chunk writes and the host reads: not part of a checkpoint. */
const records = ['history', 'cosineHistory'];

/** The state before the first epoch. The caller frees it. */
export function createCohortState(plan: CohortPlan, material: TrainingMaterial): TensorMap {
  const { shape, replicas } = plan;
  const network = networkOf(shape);
  const { layout } = network;
  const method = cohortMethod(shape);
  const count = replicas.length;
  const tasks = shape.tasks.length;
  const parameters = stackInitial(plan, material);
  const stacked = (): Tensor => tensor(parameters.slice(), [count, layout.size]);
  const nothing = (): Tensor => zeros([count, layout.size]);
  return {
    parameters: stacked(),
    firstMoment: nothing(),
    ...(shape.optimizer === 'adam' ? { secondMoment: nothing() } : {}),
    updates: zeros([count]),
    best: stacked(),
    bestLoss: fill([count], 1e30),
    bestEpoch: fill([count], -1, 'int32'),
    active: tensor1d(replicas.map((_, position) => (missingTwin(plan, position) === null ? 1 : 0))),
    failed: zeros([count]),
    epochsTrained: zeros([count]),
    initialLosses: ones([count, tasks]),
    ...createRecords(plan),
    ...nameBalancing(method.createState(count, tasks, gradientLength(method, network, shape.batchRows))),
  };
}

/** The state of a checkpoint. Throws AppError `trainer` when it is not of this cohort. */
export function restoreCohortState(
  plan: CohortPlan,
  material: TrainingMaterial,
  stored: Readonly<Record<string, StoredArray>>,
): TensorMap {
  const fresh = createCohortState(plan, material);
  const expected = Object.entries(fresh).filter(([name]) => !records.includes(name));
  const fits = expected.every(([name, start]) => {
    const array = stored[name];
    return array !== undefined && array.dtype === start.dtype && String(array.shape) === String(start.shape);
  });
  dispose(fresh);
  if (!fits) {
    throw new AppError(
      'trainer',
      `invalid checkpoint of cohort ${plan.id}; it was written for another study: ${Object.keys(stored).join(', ')}`,
    );
  }
  const restored = expected.map(([name]): [string, Tensor] => {
    const { data, shape, dtype } = stored[name] as StoredArray;
    return [name, tensor(data.slice(), [...shape], dtype)];
  });
  return { ...Object.fromEntries(restored), ...createRecords(plan) };
}

/** A copy of the state on the host. */
export function storeCohortState(state: TensorMap): Record<string, StoredArray> {
  const kept = Object.entries(state).filter(([name]) => !records.includes(name));
  return Object.fromEntries(
    kept.map(([name, held]) => {
      const dtype = held.dtype === 'int32' ? 'int32' : 'float32';
      const data = held.dataSync() as Float32Array | Int32Array;
      return [name, { dtype, shape: [...held.shape], data: data.slice() }];
    }),
  );
}

function createRecords({ shape, replicas }: CohortPlan): TensorMap {
  const probed = cosineReplicas(shape);
  const tasks = shape.tasks.length;
  return {
    history: zeros([shape.capacity, replicas.length, recordWidth(tasks)]),
    ...(probed === 0 ? {} : { cosineHistory: zeros([shape.capacity, probed, cosineWidth(tasks)]) }),
  };
}

function stackInitial(plan: CohortPlan, { spec }: TrainingMaterial): Float32Array {
  if (plan.initial !== undefined) return plan.initial;
  const layout = layoutOf(plan.shape);
  const names = spec.tasks.map((task) => task.column);
  const made = new Map<number, Float32Array>();
  const stacked = new Float32Array(plan.replicas.length * layout.size);
  plan.replicas.forEach((replica, position) => {
    const seed = replicateSeed(spec.baseSeed, 'initial', replica);
    const initial = made.get(seed) ?? initialParameters(layout, names, seed);
    made.set(seed, initial);
    stacked.set(initial, position * layout.size);
  });
  return stacked;
}
