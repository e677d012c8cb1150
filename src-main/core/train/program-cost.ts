import type { Network } from '../model/network.ts';
import type { CohortShape } from './cohort-shape.ts';
import { cohortMethod, gradientLength } from './cohort-method.ts';

/**
 * Rough floating-point operations of one step of one replica: comparing task gradients takes a pass, or half of one, for each
 * task, and little on the representation.
 */
export function stepFlops(
  { layout, parts, plain }: Network,
  batchRows: number,
  program: Pick<CohortShape, 'method' | 'stages'>,
): number {
  const tasks = layout.shape.heads.length;
  const perTask = plain === null ? 1 + tasks : 1 + tasks / 2;
  const { gramian, onRepresentation } = cohortMethod(program);
  const passes = onRepresentation === true ? 1.4 : { none: 1, 'last-shared-layer': perTask, shared: tasks }[gramian];
  const products = parts.reduce((total, { multiplyAdds }) => total + multiplyAdds, 0);
  return 6 * products * batchRows * passes;
}

/** Bytes that one replica holds while it trains: parameters, moments, best, gradients, activations. */
export function replicaBytes(
  network: Network,
  batchRows: number,
  program: Pick<CohortShape, 'method' | 'stages'>,
): number {
  const { layout, parts, plain } = network;
  const copies = 10 * layout.size;
  const { inputs, heads } = layout.shape;
  const method = cohortMethod(program);
  const { gramian, onRepresentation } = method;
  const hidden = parts
    .filter(({ id }) => !id.startsWith('head/'))
    .reduce((total, { outputs, activations = outputs }) => total + activations, inputs);
  const copied = plain === null && onRepresentation !== true && gramian !== 'none' ? heads.length : 1;
  const activations = 4 * batchRows * hidden * copied;
  const length = gradientLength(method, network, batchRows);
  const perTask = plain === null && onRepresentation !== true ? layout.size : length;
  const jacobian = gramian === 'shared' ? 3 * heads.length * perTask : 0;
  const remembered = method.remembersGradients === true ? 2 * heads.length * length : 0;
  return 4 * (copies + activations + jacobian + remembered);
}
