import type { BalancingMethod } from '../balance/method.ts';
import type { Operations, TensorMap } from '../engine/engine.ts';
import type { Network } from '../model/network.ts';
import type { ForwardOptions } from '../model/forward.ts';
import type { CohortShape } from './cohort-shape.ts';

/** What every part of the training program reads. */
export interface ProgramContext {
  readonly shape: CohortShape;
  readonly network: Network;
  readonly method: BalancingMethod;
  readonly inputs: TensorMap;
  readonly operations: Operations;
}

const balancingPrefix = 'balancing/';
const parameterPrefix = 'parameter/';
const sharingPrefix = 'sharing/';

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
  return pick(inputs, parameterPrefix);
}

/** Numbers of the sharing form under the names they have among the program's inputs. */
export function nameSharing(settings: TensorMap): TensorMap {
  return rename(settings, (name) => `${sharingPrefix}${name}`);
}

/** The numbers of the sharing form under its own names. */
export function sharingSettings(inputs: TensorMap): TensorMap {
  return pick(inputs, sharingPrefix);
}

/** The forward pass without dropout: validation, diagnostics, predictions. */
export function plainForward(
  shape: Pick<CohortShape, 'activation'>,
  operations: Pick<Operations, 'relu'>,
): ForwardOptions {
  return { activation: shape.activation, relu: (x) => operations.relu(x), dropout: null };
}

function pick(tensors: TensorMap, prefix: string): TensorMap {
  const own = Object.entries(tensors).filter(([name]) => name.startsWith(prefix));
  return Object.fromEntries(own.map(([name, tensor]) => [name.slice(prefix.length), tensor]));
}

function rename(tensors: TensorMap, change: (name: string) => string): TensorMap {
  return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [change(name), tensor]));
}
