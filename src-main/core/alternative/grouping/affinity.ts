import {
  add,
  cast,
  concat,
  div,
  expandDims,
  greater,
  logicalAnd,
  mul,
  onesLike,
  reshape,
  scalar,
  slice,
  stack,
  sub,
  where,
  zeros,
  type Tensor,
} from '@tensorflow/tfjs-core';
import { staticWeights } from '../../balance/static.ts';
import type { Operations, Program, TensorMap } from '../../engine/engine.ts';
import { unpackParameters } from '../../model/parameters.ts';
import { shapeKey, type CohortShape } from '../../train/cohort-shape.ts';
import { networkOf } from '../../train/network-of.ts';
import { applyUpdate, type OptimizerState } from '../../train/optimizer.ts';
import { prepareRows, rowAt } from '../../train/prepare-rows.ts';
import { plainForward, sharingSettings, type ProgramContext } from '../../train/program-context.ts';
import { taskGradients } from '../../train/task-jacobian.ts';
import { validate } from '../../train/validation.ts';

/** A measurement is made on every tenth batch of an epoch, or on its last where it has fewer. */
export const stepsBetween = 10;

/** Measurements in an epoch of so many steps. */
export function measurementsIn(stepsPerEpoch: number): number {
  return Math.max(1, Math.floor(stepsPerEpoch / stepsBetween));
}

/**
 * Inter-task affinity (Fifty et al., 2021, equation 1): how much a step of the shared parameters for task i alone, by the
 * optimiser as it stands, lowers the loss of task j: 1 - L_j(after) / L_j(before), here on the validation rows. Iteration k
 * takes batch 10 k + 9 of the epoch and adds to `sum` [R, T, T], rows are i, and to `count`, where both have labels.
 */
export function affinityProgram(shape: CohortShape): Program {
  const network = networkOf(shape);
  const last = shape.stepsPerEpoch - 1;
  return {
    name: `affinity ${shapeKey(shape)}`,
    body(index, state, inputs, operations) {
      const context = { shape, network, method: staticWeights, inputs, operations };
      const place = Math.min(stepsBetween - 1, last);
      const batch = add(mul(index, scalar(stepsBetween, 'int32')), scalar(place, 'int32'));
      const { affinity, defined } = measure(context, batch, operations);
      return {
        sum: add(state['sum'] as Tensor, mul(affinity, defined)),
        count: add(state['count'] as Tensor, defined),
      };
    },
  };
}

function measure(
  context: ProgramContext,
  batch: Tensor,
  operations: Operations,
): { affinity: Tensor; defined: Tensor } {
  const { shape, network, inputs } = context;
  const { layout } = network;
  const parameters = inputs['parameters'] as Tensor;
  const rows = prepareRows(
    rowAt(inputs['batches'] as Tensor, batch, operations),
    inputs,
    shape,
    operations,
    shape.replicas,
  );
  const { jacobian } = taskGradients({
    network,
    pieces: unpackParameters(parameters, layout),
    options: plainForward(shape, operations),
    rows,
    tasks: shape.tasks,
    settings: sharingSettings(inputs),
  });
  const before = validate(context, parameters);
  const after = shape.tasks.map((_, task) => validate(context, lookAhead(context, jacobian, task)));
  const usable = greater(before, 0);
  const safe = where(usable, before, onesLike(before));
  const affinity = stack(
    after.map((losses) => sub(1, div(losses, safe))),
    1,
  );
  const stepped = greater(rows.counts, 0);
  const defined = cast(logicalAnd(expandDims(stepped, 2), expandDims(usable, 1)), 'float32');
  return { affinity, defined };
}

/** The parameters [R, P] after a step for one task that leaves all heads as they are. */
function lookAhead({ shape, network, inputs }: ProgramContext, jacobian: Tensor, task: number): Tensor {
  const parameters = inputs['parameters'] as Tensor;
  const [replicas, size] = parameters.shape as [number, number];
  const shared = network.layout.sharedSize;
  const own = reshape(slice(jacobian, [0, task, 0], [replicas, 1, shared]), [replicas, shared]);
  const gradient = shared === size ? own : concat([own, zeros([replicas, size - shared])], 1);
  const state: OptimizerState = {
    parameters,
    firstMoment: inputs['firstMoment'] as Tensor,
    secondMoment: shape.optimizer === 'adam' ? (inputs['secondMoment'] as Tensor) : null,
    updates: inputs['updates'] as Tensor,
  };
  const next = applyUpdate(shape, state, gradient, null, inputs).parameters;
  if (shared === size) return next;
  return concat(
    [slice(next, [0, 0], [replicas, shared]), slice(parameters, [0, shared], [replicas, size - shared])],
    1,
  );
}

/** Nothing measured yet. */
export function startAffinity({ replicas, tasks }: CohortShape): TensorMap {
  const matrix = [replicas, tasks.length, tasks.length];
  return { sum: zeros(matrix), count: zeros(matrix) };
}
