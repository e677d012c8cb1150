import { scalar, tensor, tensor1d, type Tensor } from '@tensorflow/tfjs-core';
import type { Parameters } from '../../contract/study.ts';
import { stackParameters } from '../balance/parameters.ts';
import { cohortMethod } from './cohort-method.ts';
import type { TensorMap } from '../engine/engine.ts';
import { decayMask } from '../model/parameters.ts';
import type { Preparation, Split } from '../prepare/prepared.ts';
import type { TrainingMaterial } from './material.ts';
import { trainsTask, type CohortPlan } from './cohort-plan.ts';
import { nameParameters, nameSharing } from './program-context.ts';
import { layoutOf } from './program.ts';
import { createPreparedInputs, createRowInputs, stackPrepared } from './row-inputs.ts';
import { replicateSeed } from './sampler.ts';

/** Patience of a replica that never stops early. */
const endless = 2 ** 30;

/** The inputs of a cohort's program that stay the same from call to call. The caller frees them. */
export function createCohortInputs(plan: CohortPlan, material: TrainingMaterial): TensorMap {
  return { ...tableInputs(plan, material), ...preparationInputs(plan, material), ...replicaInputs(plan, material) };
}

/** The table once for all replicas, with one row of zeros more, to which padding points. */
function tableInputs(plan: CohortPlan, { encoding }: TrainingMaterial): TensorMap {
  const { rows, tasks } = plan.shape;
  const targets = new Float32Array((rows + 1) * tasks.length);
  const labelled = new Float32Array((rows + 1) * tasks.length);
  encoding.targets.forEach((target, task) => {
    for (let row = 0; row < rows; row += 1) {
      targets[row * tasks.length + task] = target.values[row] as number;
      labelled[row * tasks.length + task] = target.labelled[row] as number;
    }
  });
  return {
    ...createRowInputs(encoding),
    targets: tensor(targets, [rows + 1, tasks.length]),
    labelled: tensor(labelled, [rows + 1, tasks.length]),
  };
}

/** What was fitted on the training rows, per replicate. */
function preparationInputs(plan: CohortPlan, { preparations, splits }: TrainingMaterial): TensorMap {
  const { tasks, rows, validationBlocks, validationRows } = plan.shape;
  const own = plan.replicates.map(({ split }) => preparations[split] as Preparation);
  const validation = blockIndices(
    plan.replicates.map((replicate) => (splits[replicate.split] as Split).validation),
    validationBlocks,
    validationRows,
    rows,
  );
  return {
    ...createPreparedInputs(plan.shape, own),
    targetMean: stackPrepared(own, tasks.length, ({ targetMean }) => targetMean),
    targetInverseScale: stackPrepared(own, tasks.length, ({ targetScale }) => targetScale.map((scale) => 1 / scale)),
    validation: tensor(validation, [validationBlocks, plan.replicates.length, validationRows], 'int32'),
  };
}

/** Row indices [blocks, Q, width], filled up with `padding`. */
export function blockIndices(
  rowsOf: readonly Int32Array[],
  blocks: number,
  width: number,
  padding: number,
): Int32Array {
  const indices = new Int32Array(blocks * rowsOf.length * width).fill(padding);
  rowsOf.forEach((rows, replicate) => {
    rows.forEach((row, position) => {
      const block = Math.floor(position / width);
      indices[(block * rowsOf.length + replicate) * width + (position % width)] = row;
    });
  });
  return indices;
}

/** Masks, settings and seeds of each replica. */
function replicaInputs(plan: CohortPlan, { spec, encoding, splits }: TrainingMaterial): TensorMap {
  const { shape, replicas, replicates } = plan;
  const { training, network, baseSeed } = spec;
  const tasks = shape.tasks.length;
  const layout = layoutOf(shape);
  const taskMask = new Float32Array(replicas.length * tasks);
  const selection = new Float32Array(replicas.length * tasks);
  replicas.forEach((replica, position) => {
    const validation = (splits[replica.split] as Split).validation;
    const own = encoding.targets.map((_, task) => trainsTask(replica, task));
    const measured = encoding.targets.map(
      (target, task) => own[task] === true && validation.some((row) => target.labelled[row] === 1),
    );
    const count = measured.filter(Boolean).length;
    for (let task = 0; task < tasks; task += 1) {
      taskMask[position * tasks + task] = own[task] === true ? 1 : 0;
      selection[position * tasks + task] = measured[task] === true ? 1 / count : 0;
    }
  });
  const all = (value: number): Tensor => tensor1d(new Float32Array(replicas.length).fill(value));
  const seeds = (purpose: string): Tensor =>
    tensor1d(
      replicas.map((replica) => replicateSeed(baseSeed, purpose, replica)),
      'int32',
    );
  const positions = replicas.map((replica) =>
    replicates.findIndex(({ split, seed }) => split === replica.split && seed === replica.seed),
  );
  return {
    replicateOf: tensor1d(positions, 'int32'),
    taskMask: tensor(taskMask, [replicas.length, tasks]),
    selection: tensor(selection, [replicas.length, tasks]),
    learningRate: tensor1d(replicas.map(({ rate = 1 }) => training.learningRate * rate)),
    momentum: all(training.momentum),
    weightDecay: all(training.weightDecay),
    ...(shape.decay ? { decayed: tensor(decayMask(layout), [1, layout.size]) } : {}),
    gradientClip: all(training.gradientClip ?? 0),
    dropout: all(network.dropout),
    patience: scalar(training.patience ?? endless, 'int32'),
    dropoutSeed: seeds('dropout'),
    methodSeed: seeds('method'),
    ...nameParameters(
      stackParameters(
        cohortMethod(shape),
        replicas.map((replica) => replica.parameters),
      ),
    ),
    ...nameSharing(stackSettings(replicas.map((replica) => replica.settings))),
    ...(cohortMethod(shape).readsTwins === true ? { twinLosses: twinLosses(plan) } : {}),
  };
}

/** What the twins reached [R, T]; 1 where that is not known: the replica then stands still, or is only measured. */
function twinLosses({ twinLosses: known, replicas, shape }: CohortPlan): Tensor {
  const ones = new Float32Array(replicas.length * shape.tasks.length).fill(1);
  const losses = known?.map((loss) => (Number.isFinite(loss) ? loss : 1)) ?? ones;
  return tensor(losses, [replicas.length, shape.tasks.length]);
}

/** Numbers of the sharing form as tensors [R] each. */
function stackSettings(settings: readonly Parameters[]): TensorMap {
  const names = Object.keys(settings[0] ?? {});
  return Object.fromEntries(names.map((name) => [name, tensor1d(settings.map((one) => one[name] as number))]));
}
