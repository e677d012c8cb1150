import { add, div, expm1, grads, mul, neg, sqrt, square, sub, sum, cast, type Tensor } from '@tensorflow/tfjs-core';
import type { Operations, Program, TensorMap } from '../engine/engine.ts';
import type { ValueMap, Values } from './values.ts';

/** The loss of every replica [R, ...] at the parameters; what is summed over replicas is what each descends on its own. */
export type ReplicaLoss = (parameters: TensorMap, inputs: TensorMap, operations: Operations) => Tensor;

const momentumPrefix = 'momentum/';
const spreadPrefix = 'spread/';
const adam = { first: 0.9, second: 0.999, epsilon: 1e-8 };

/**
 * Full-batch gradient descent with heavy-ball momentum (Polyak, 1964). Inputs `rate` and `momentum` are fed, each of a shape
 * that fits every parameter.
 */
export function momentumDescent(name: string, parameters: readonly string[], loss: ReplicaLoss): Program {
  return {
    name: `${name}/momentum`,
    body(_index, state, inputs, operations) {
      const gradients = gradientsOf(parameters, state, inputs, operations, loss);
      const next: Record<string, Tensor> = {};
      const velocities: Record<string, Tensor> = {};
      parameters.forEach((parameter, position) => {
        const key = `${momentumPrefix}${parameter}`;
        const velocity = add(mul(state[key] as Tensor, inputs['momentum'] as Tensor), gradients[position] as Tensor);
        next[parameter] = sub(state[parameter] as Tensor, mul(velocity, inputs['rate'] as Tensor));
        velocities[key] = velocity;
      });
      return { ...next, ...velocities };
    },
  };
}

/** Adam (Kingma and Ba, 2015) with its usual constants; `rate` is fed and falls as rate / (1 + decay * step), `decay` being fed. */
export function adamDescent(name: string, parameters: readonly string[], loss: ReplicaLoss): Program {
  return {
    name: `${name}/adam`,
    body(index, state, inputs, operations) {
      const gradients = gradientsOf(parameters, state, inputs, operations, loss);
      const steps = add(cast(index, 'float32'), 1);
      // expm1 keeps 1 - decay^steps exact where the difference itself would lose digits
      const firstShare = neg(expm1(mul(steps, Math.log(adam.first))));
      const secondShare = neg(expm1(mul(steps, Math.log(adam.second))));
      const rate = div(inputs['rate'] as Tensor, add(mul(cast(index, 'float32'), inputs['decay'] as Tensor), 1));
      const next: Record<string, Tensor> = {};
      const moments: Record<string, Tensor> = {};
      parameters.forEach((parameter, position) => {
        const gradient = gradients[position] as Tensor;
        const firstKey = `${momentumPrefix}${parameter}`;
        const secondKey = `${spreadPrefix}${parameter}`;
        const first = add(mul(state[firstKey] as Tensor, adam.first), mul(gradient, 1 - adam.first));
        const second = add(mul(state[secondKey] as Tensor, adam.second), mul(square(gradient), 1 - adam.second));
        const change = div(div(first, firstShare), add(sqrt(div(second, secondShare)), adam.epsilon));
        next[parameter] = sub(state[parameter] as Tensor, mul(change, rate));
        moments[firstKey] = first;
        moments[secondKey] = second;
      });
      return { ...next, ...moments };
    },
  };
}

/** The parameters at the start of `momentumDescent`, with the velocities it keeps. */
export function momentumState(parameters: ValueMap): ValueMap {
  return { ...parameters, ...zerosOf(momentumPrefix, parameters) };
}

/** The parameters at the start of `adamDescent`, with the moments it keeps. */
export function adamState(parameters: ValueMap): ValueMap {
  return { ...parameters, ...zerosOf(momentumPrefix, parameters), ...zerosOf(spreadPrefix, parameters) };
}

function gradientsOf(
  names: readonly string[],
  state: TensorMap,
  inputs: TensorMap,
  operations: Operations,
  loss: ReplicaLoss,
): Tensor[] {
  const at = names.map((name) => state[name] as Tensor);
  return grads((...values: Tensor[]) => {
    const parameters = Object.fromEntries(names.map((name, position) => [name, values[position] as Tensor]));
    return sum(loss(parameters, inputs, operations));
  })(at);
}

function zerosOf(prefix: string, parameters: ValueMap): ValueMap {
  const zeros = ({ shape, data }: Values): Values<Float32Array> => ({ shape, data: new Float32Array(data.length) });
  return Object.fromEntries(Object.entries(parameters).map(([name, values]) => [`${prefix}${name}`, zeros(values)]));
}
