import { add, grad, matMul, mul, reshape, scalar, square, stack, sum, type Tensor } from '@tensorflow/tfjs-core';
import type { BalancingInput, BalancingMethod } from '../balance/method.ts';
import { parametersFor, stackParameters } from '../balance/parameters.ts';
import type { Operations, Program, TensorMap } from '../engine/engine.ts';
import { fill } from './numbers.ts';
import type { Trainer } from './trainer.ts';
import { dataOf, type ValueMap, type Values } from './values.ts';
import { tensorValues } from './tensor-values.ts';

const tasks = 2;
const coordinates = 2;
/** A method with a state has settled after so many steps at the same point. */
const stepsToSettle = 10;
/** Draws that a method may make in one step. */
const drawsPerStep = 64;
const methodPrefix = 'method/';

/** Two losses |theta + g_t|^2 / 2, whose gradients at theta = 0 are g_t, and the direction that a method takes there. */
function combiningProgram(method: BalancingMethod, replicas: number): Program {
  return {
    name: `combine/${method.description.id}`,
    body(index, state, inputs, operations) {
      const halves = [jacobianOf(inputs, 'A'), jacobianOf(inputs, 'B')] as const;
      const jacobian = mul(add(halves[0], halves[1]), 0.5);
      const input = balancingInput(method, { jacobian, halves, inputs, index, operations });
      const parameters = stackParameters(
        method,
        Array.from({ length: replicas }, () => parametersFor(method, {}, tasks)),
      );
      const output = method.balance(input, methodState(state), parameters);
      const mixed = sum(mul(jacobian, reshape(output.taskWeights, [replicas, tasks, 1])), 1);
      const named = Object.entries(output.state).map(([name, tensor]) => [`${methodPrefix}${name}`, tensor] as const);
      return { ...Object.fromEntries(named), direction: output.direction ?? mixed };
    },
  };
}

/** [R, T, P] by differentiating the two losses at theta. */
function jacobianOf(inputs: TensorMap, half: 'A' | 'B'): Tensor {
  const rows = [1, 2].map((task) =>
    grad((theta: Tensor) => mul(sum(square(add(theta, inputs[`gradient${task}${half}`] as Tensor))), 0.5))(
      inputs['theta'] as Tensor,
    ),
  );
  return stack(rows, 1);
}

function balancingInput(
  method: BalancingMethod,
  at: {
    readonly jacobian: Tensor;
    readonly halves: readonly [Tensor, Tensor];
    readonly inputs: TensorMap;
    readonly index: Tensor;
    readonly operations: Operations;
  },
): BalancingInput {
  const losses = mul(sum(square(at.jacobian), 2), 0.5);
  let draws = 0;
  return {
    losses,
    initialLosses: losses,
    active: at.inputs['active'] as Tensor,
    gramian: method.gramian === 'none' ? null : matMul(at.jacobian, at.jacobian, false, true),
    jacobian: method.jacobian === true ? at.jacobian : null,
    crossGramian: method.halves === true ? matMul(at.halves[0], at.halves[1], false, true) : null,
    epoch: scalar(1, 'int32'),
    step: at.index,
    uniform(shape) {
      const counter = add(mul(at.index, scalar(drawsPerStep, 'int32')), scalar(draws, 'int32'));
      draws += 1;
      return at.operations.uniform(at.inputs['seeds'] as Tensor, counter, shape);
    },
    loop: (...given) => at.operations.loop(...given),
  };
}

function methodState(state: TensorMap): TensorMap {
  const own = Object.entries(state).filter(([name]) => name.startsWith(methodPrefix));
  return Object.fromEntries(own.map(([name, tensor]) => [name.slice(methodPrefix.length), tensor]));
}

/** The two task gradients of every replica, as the two halves of its batch have them. */
export interface GradientPairs {
  readonly replicas: number;
  gradient(replica: number, task: 1 | 2, half: 'A' | 'B', coordinate: number): number;
  seed(replica: number): number;
}

/** The combined gradient of every replica, [R, 2] row by row. */
export function combineOnEngine(trainer: Trainer, method: BalancingMethod, pairs: GradientPairs): Values['data'] {
  const { replicas } = pairs;
  const side = (task: 1 | 2, half: 'A' | 'B'): Values =>
    fill([replicas, coordinates], (at) => pairs.gradient(Math.floor(at / coordinates), task, half, at % coordinates));
  const fresh = tensorValues(() => method.createState(replicas, tasks, coordinates));
  const state: ValueMap = {
    ...Object.fromEntries(Object.entries(fresh).map(([name, values]) => [`${methodPrefix}${name}`, values])),
    direction: fill([replicas, coordinates], () => 0),
  };
  const result = trainer.run(
    combiningProgram(method, replicas),
    state,
    {
      theta: fill([replicas, coordinates], () => 0),
      active: fill([replicas, tasks], () => 1),
      gradient1A: side(1, 'A'),
      gradient1B: side(1, 'B'),
      gradient2A: side(2, 'A'),
      gradient2B: side(2, 'B'),
      seeds: { shape: [replicas], data: Int32Array.from({ length: replicas }, (_, replica) => pairs.seed(replica)) },
    },
    Object.keys(fresh).length === 0 ? 1 : stepsToSettle,
    { brief: true },
  );
  return dataOf(result, 'direction');
}
