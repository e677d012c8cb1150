import type { BalancingMethod } from '../balance/method.ts';
import type { Operations, TensorMap } from '../engine/engine.ts';
import type { Layout } from '../model/layout.ts';
import type { ForwardOptions } from '../model/forward.ts';
import type { CohortShape } from './cohort-shape.ts';

/** What every part of the training program reads. */
export interface ProgramContext {
  readonly shape: CohortShape;
  readonly layout: Layout;
  readonly method: BalancingMethod;
  readonly inputs: TensorMap;
  readonly operations: Operations;
}

const balancingPrefix = 'balancing/';
const parameterPrefix = 'parameter/';

/** A method's state under the names it has in the program's state. */
export function nameBalancing(state: TensorMap): TensorMap {
  return rename(state, (name) => `${balancingPrefix}${name}`);
}

/** The entries of a program state that belong to the method, under their names there. */
export function pickBalancing(state: TensorMap): TensorMap {
  return Object.fromEntries(Object.entries(state).filter(([name]) => name.startsWith(balancingPrefix)));
}

/** The method's state under the method's own names. */
export function balancingState(state: TensorMap): TensorMap {
  return rename(pickBalancing(state), (name) => name.slice(balancingPrefix.length));
}

/** A method's parameters under the names they have among the program's inputs. */
export function nameParameters(parameters: TensorMap): TensorMap {
  return rename(parameters, (name) => `${parameterPrefix}${name}`);
}

/** The method's parameters under the method's own names. */
export function methodParameters(inputs: TensorMap): TensorMap {
  const own = Object.entries(inputs).filter(([name]) => name.startsWith(parameterPrefix));
  return Object.fromEntries(own.map(([name, tensor]) => [name.slice(parameterPrefix.length), tensor]));
}

/** The forward pass without dropout: validation, diagnostics, predictions. */
export function plainForward(shape: CohortShape, operations: Pick<Operations, 'relu'>): ForwardOptions {
  return { activation: shape.activation, relu: (x) => operations.relu(x), dropout: null };
}

function rename(tensors: TensorMap, change: (name: string) => string): TensorMap {
  return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [change(name), tensor]));
}
