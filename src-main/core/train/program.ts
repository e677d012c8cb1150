import {
  abs,
  add,
  cast,
  div,
  equal,
  expandDims,
  greater,
  less,
  logicalAnd,
  logicalNot,
  maximum,
  mul,
  onesLike,
  scalar,
  sub,
  sum,
  where,
  zeros,
  type Tensor,
} from '@tensorflow/tfjs-core';
import type { BalancingMethod } from '../balance/method.ts';
import type { Program, TensorMap } from '../engine/engine.ts';
import type { Layout } from '../model/layout.ts';
import { shapeKey, type CohortShape } from './cohort-shape.ts';
import { cosineRecord } from './cosine-record.ts';
import { packRecord, writeRecord } from './history.ts';
import { networkOf } from './network-of.ts';
import { pickBalancing, type ProgramContext } from './program-context.ts';
import { startStepState, trainStep } from './step.ts';
import { validate } from './validation.ts';

/** A loss at or above this, or one that is not a number, counts as diverged. */
const largestLoss = 1e30;

/** The layout of a cohort's network. */
export function layoutOf(shape: CohortShape): Layout {
  return networkOf(shape).layout;
}

/**
 * The whole training of a cohort as one program; iteration i is epoch i: its steps, the validation of every replica, the
 * best parameters so far, patience, and the epoch's record at slot i - firstEpoch of the history.
 */
export function createTrainingProgram(shape: CohortShape, method: BalancingMethod): Program {
  const network = networkOf(shape);
  return {
    name: shapeKey(shape),
    body(epoch, state, inputs, operations) {
      return trainEpoch({ shape, network, method, inputs, operations }, epoch, state);
    },
  };
}

function trainEpoch(context: ProgramContext, epoch: Tensor, state: TensorMap): TensorMap {
  const { shape, inputs, operations } = context;
  const steps = scalar(shape.stepsPerEpoch, 'int32');
  const slot = sub(epoch, inputs['firstEpoch'] as Tensor);
  const firstStep = mul(epoch, steps);
  const firstBatch = mul(slot, steps);
  const active = state['active'] as Tensor;
  const initialLosses = state['initialLosses'] as Tensor;
  const after = operations.loop(shape.stepsPerEpoch, startStepState(context, state), (index, current) =>
    trainStep(context, {
      epoch,
      step: add(firstStep, index),
      batch: add(firstBatch, index),
      active,
      initialLosses,
      state: current,
    }),
  );
  const trained = after['trained'] as Tensor;
  const parameters = after['parameters'] as Tensor;
  const stepsWithLabels = maximum(trained, 1);
  const trainLoss = div(after['lossSum'] as Tensor, stepsWithLabels);
  const validationLoss = validate(context, parameters);
  const measured = logicalAnd(greater(trained, 0), equal(epoch, scalar(0, 'int32')));
  const record = packRecord({
    trainLoss,
    trained,
    validationLoss,
    taskWeights: div(after['weightSum'] as Tensor, stepsWithLabels),
    residual: div(after['residualSum'] ?? zeros([shape.replicas, 1]), shape.stepsPerEpoch),
    active,
  });
  const lastBatch = add(firstBatch, sub(steps, scalar(1, 'int32')));
  const cosines = cosineRecord(context, after, lastBatch);
  return {
    parameters,
    firstMoment: after['firstMoment'] as Tensor,
    ...(shape.optimizer === 'adam' ? { secondMoment: after['secondMoment'] as Tensor } : {}),
    updates: after['updates'] as Tensor,
    ...select(context, epoch, state, parameters, trainLoss, validationLoss),
    initialLosses: where(measured, trainLoss, initialLosses),
    history: writeRecord(state['history'] as Tensor, slot, record),
    ...(cosines === null ? {} : { cosineHistory: writeRecord(state['cosineHistory'] as Tensor, slot, cosines) }),
    ...pickBalancing(after),
  };
}

/** Selection on validation: best parameters, patience, divergence. */
function select(
  context: ProgramContext,
  epoch: Tensor,
  state: TensorMap,
  parameters: Tensor,
  trainLoss: Tensor,
  validationLoss: Tensor,
): TensorMap {
  const read = (name: string): Tensor => state[name] as Tensor;
  const selected = sum(mul(validationLoss, context.inputs['selection'] as Tensor), 1);
  const training = greater(read('active'), 0);
  const sound = logicalAnd(less(abs(selected), largestLoss), less(abs(sum(trainLoss, 1)), largestLoss));
  const better = logicalAnd(logicalAnd(less(selected, read('bestLoss')), training), sound);
  const bestEpoch = where(better, mul(onesLike(read('bestEpoch')), epoch), read('bestEpoch'));
  const patient = less(sub(epoch, bestEpoch), context.inputs['patience'] as Tensor);
  const goesOn = logicalAnd(logicalAnd(training, sound), patient);
  const fails = cast(logicalAnd(training, logicalNot(sound)), 'float32');
  return {
    best: where(expandDims(better, 1), parameters, read('best')),
    bestLoss: where(better, selected, read('bestLoss')),
    bestEpoch,
    active: cast(goesOn, 'float32'),
    failed: maximum(read('failed'), fails),
    epochsTrained: add(read('epochsTrained'), read('active')),
  };
}
