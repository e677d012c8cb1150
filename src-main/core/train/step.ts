import {
  add,
  cast,
  div,
  greater,
  greaterEqual,
  max,
  mul,
  reshape,
  scalar,
  sub,
  zeros,
  type Tensor,
} from '@tensorflow/tfjs-core';
import type { TensorMap } from '../engine/engine.ts';
import type { ForwardOptions } from '../model/forward.ts';
import { unpackParameters } from '../model/parameters.ts';
import { stateAfterStep } from './after-step.ts';
import { balancedGradient } from './balanced-gradient.ts';
import { addStepCosines, startCosines } from './cosine-record.ts';
import { applyUpdate, type OptimizerState } from './optimizer.ts';
import { prepareRows, rowAt } from './prepare-rows.ts';
import {
  balancingState,
  nameBalancing,
  pickBalancing,
  sharingSettings,
  type ProgramContext,
} from './program-context.ts';
import { keepStream } from './stream-mask.ts';

/** A trunk has at most this many layers, so each (step, layer) has a counter of its own. */
const countersPerStep = 8;

/** One step of an epoch. */
export interface StepInput {
  /** int32 scalars: the epoch, the step from the beginning of the training, the batch among those that were fed. */
  readonly epoch: Tensor;
  readonly step: Tensor;
  readonly batch: Tensor;
  /** [R] */
  readonly active: Tensor;
  /** [R, T] */
  readonly initialLosses: Tensor;
  readonly state: TensorMap;
}

/** What changes from step to step, and the sums over the epoch. */
export function startStepState(context: ProgramContext, state: TensorMap): TensorMap {
  const { replicas, tasks, optimizer } = context.shape;
  const perTask = (): Tensor => zeros([replicas, tasks.length]);
  return {
    parameters: state['parameters'] as Tensor,
    firstMoment: state['firstMoment'] as Tensor,
    ...(optimizer === 'adam' ? { secondMoment: state['secondMoment'] as Tensor } : {}),
    updates: state['updates'] as Tensor,
    lossSum: perTask(),
    trained: perTask(),
    weightSum: perTask(),
    ...(hasResidual(context) ? { residualSum: zeros([replicas, 1]) } : {}),
    ...startCosines(context),
    ...pickBalancing(state),
  };
}

/** Whether the method's solver tells what it left undone. */
function hasResidual({ method }: ProgramContext): boolean {
  return method.description.residual !== undefined;
}

/** Batch, gradient, update. A replica without a labelled row in the batch does not move. */
export function trainStep(context: ProgramContext, at: StepInput): TensorMap {
  const { shape, inputs, operations } = context;
  const read = (name: string): Tensor => at.state[name] as Tensor;
  const batch = rowAt(inputs['batches'] as Tensor, at.batch, operations);
  const rows = keepStream(prepareRows(batch, inputs, shape, operations, shape.replicas), context, at.batch);
  const labelled = cast(greater(rows.counts, 0), 'float32');
  const network = {
    network: context.network,
    pieces: unpackParameters(read('parameters'), context.network.layout),
    options: dropoutForward(context, at.step),
    rows,
    tasks: shape.tasks,
    settings: sharingSettings(inputs),
  };
  const result = balancedGradient(context, network, {
    epoch: at.epoch,
    step: at.step,
    initialLosses: at.initialLosses,
    active: labelled,
    state: balancingState(at.state),
  });
  const before: OptimizerState = {
    parameters: read('parameters'),
    firstMoment: read('firstMoment'),
    secondMoment: shape.optimizer === 'adam' ? read('secondMoment') : null,
    updates: read('updates'),
  };
  const moves = shape.gaps ? greater(mul(max(labelled, 1), at.active), 0) : null;
  const next = applyUpdate(shape, before, result.gradient, moves, inputs);
  return {
    parameters: next.parameters,
    firstMoment: next.firstMoment,
    ...(next.secondMoment === null ? {} : { secondMoment: next.secondMoment }),
    updates: next.updates,
    lossSum: add(read('lossSum'), result.losses),
    trained: add(read('trained'), labelled),
    weightSum: add(read('weightSum'), result.taskWeights),
    ...(result.residual === null ? {} : { residualSum: add(read('residualSum'), result.residual) }),
    ...addStepCosines(context, at.state, result.gramian, labelled),
    ...nameBalancing(stateAfterStep(context, network, next.parameters, result, labelled)),
  };
}

/** Inverted dropout from the replica's own stream: every layer of every step has its numbers, made outside the tape. */
function dropoutForward(context: ProgramContext, step: Tensor): ForwardOptions {
  const { shape, inputs, operations } = context;
  const forward = { activation: shape.activation, relu: (x: Tensor) => operations.relu(x) };
  if (!shape.dropout) return { ...forward, dropout: null };
  const rate = reshape(inputs['dropout'] as Tensor, [shape.replicas, 1, 1]);
  const seeds = inputs['dropoutSeed'] as Tensor;
  const first = mul(step, scalar(countersPerStep, 'int32'));
  const factors = shape.widths.map((width, layer) => {
    const counter = add(first, scalar(layer, 'int32'));
    const drawn = operations.uniform(seeds, counter, [shape.batchRows, width]);
    return div(cast(greaterEqual(drawn, rate), 'float32'), sub(1, rate));
  });
  return { ...forward, dropout: (layer) => factors[layer] as Tensor };
}
