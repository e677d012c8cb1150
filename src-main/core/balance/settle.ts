import { all, cast, equal, fill, greater, logicalOr, reshape, where, type Tensor } from '@tensorflow/tfjs-core';
import type { BalancingInput } from './method.ts';

type TensorMap = Readonly<Record<string, Tensor>>;

/** What one turn of a solver makes of its state. */
export interface Improvement<State extends TensorMap> {
  readonly next: State;
  /** [R] bool: it still moves by more than rounding. */
  readonly moves: Tensor;
}

/**
 * Improves a state, turn by turn, until every replica has settled; not longer than `most` turns. A replica that has settled stays
 * as it is, so that its bits do not depend on how long others take.
 *
 * @param start every tensor with leading R
 */
export function settle<State extends TensorMap>(
  loop: BalancingInput['loop'],
  most: number,
  start: State,
  improve: (state: State) => Improvement<State>,
): State {
  const replicas = (Object.values(start)[0] as Tensor).shape[0];
  const own = (all: TensorMap): State =>
    Object.fromEntries(Object.keys(start).map((name) => [name, all[name]])) as State;
  const isSettled = greater(fill([replicas], 0), 0);
  const end = loop(
    most,
    { ...start, isSettled, isOver: all(isSettled) },
    (_, current) => {
      const settled = current['isSettled'] as Tensor;
      const { next, moves } = improve(own(current));
      const kept = Object.entries(next).map(([name, tensor]) => {
        const before = current[name] as Tensor;
        return [name, where(reshape(settled, [replicas, ...tensor.shape.slice(1).map(() => 1)]), before, tensor)];
      });
      // the negation of a comparison would be turned into the opposite one, which what is not a number fails too
      const nowSettled = logicalOr(settled, equal(cast(moves, 'float32'), 0));
      return { ...(Object.fromEntries(kept) as TensorMap), isSettled: nowSettled, isOver: all(nowSettled) };
    },
    'isOver',
  );
  return own(end);
}
