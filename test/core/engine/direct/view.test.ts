import { expect, it } from 'vitest';
import {
  isContiguous,
  isWhole,
  reshapeView,
  sizeOf,
  uniformBits,
  viewKey,
  viewOf,
  wholeView,
  type Storage,
} from '../../../../src-main/core/engine/direct/view.ts';
import { offsetsOfView } from './offsets.ts';

const storage: Storage = { id: 1, size: 12, depth: 0, kind: 'made' };
const whole = wholeView(storage, [3, 4], 1);
const transposed = viewOf(whole, [[{ size: 4, stride: 1 }], [{ size: 3, stride: 4 }]], [4, 3]);

it('counts the elements of a shape', () => {
  expect([sizeOf([]), sizeOf([3, 4]), sizeOf([2, 0])]).toEqual([1, 12, 0]);
});

it('sees all of a storage in order, under any shape', () => {
  expect(offsetsOfView(whole)).toEqual(Array.from({ length: 12 }, (_, index) => index));
  expect(isWhole(whole) && isContiguous(whole)).toBe(true);
  expect(isWhole(reshapeView(whole, [2, 6]))).toBe(true);
});

it('sees a part, a transpose and a repetition for what they are', () => {
  const row = viewOf(whole, [[], [{ size: 4, stride: 1 }]], [1, 4], 4);
  expect(offsetsOfView(row)).toEqual([4, 5, 6, 7]);
  expect([isContiguous(row), isWhole(row)]).toEqual([true, false]);
  expect(offsetsOfView(transposed)).toEqual([0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11]);
  expect([isContiguous(transposed), isWhole(transposed)]).toEqual([false, false]);
  const repeated = viewOf(wholeView({ ...storage, size: 1 }, [], 1), [[{ size: 5, stride: 0 }]], [5]);
  expect(offsetsOfView(repeated)).toEqual([0, 0, 0, 0, 0]);
  expect([isContiguous(repeated), isWhole(repeated)]).toEqual([false, false]);
});

it('knows the bits of a constant that repeats one value', () => {
  const constant: Storage = { id: 2, size: 2, depth: 0, kind: 'constant', values: Int32Array.of(7, 9) };
  const second = { ...wholeView(constant, [], 3), offset: 1 };
  expect(uniformBits(second)).toBe(9);
  expect(uniformBits(viewOf(second, [[{ size: 4, stride: 0 }]], [4]))).toBe(9);
  expect(uniformBits(wholeView(constant, [2], 3))).toBeNull();
  expect(uniformBits(wholeView(storage, [], 1))).toBeNull();
});

it('tells views apart by storage, place, shape, type and walk', () => {
  const others = [
    wholeView({ ...storage, id: 2 }, [3, 4], 1),
    { ...whole, offset: 1 },
    reshapeView(whole, [4, 3]),
    { ...whole, type: 3 },
    transposed,
  ];
  expect(new Set([whole, ...others].map(viewKey)).size).toBe(6);
  expect(viewKey({ ...whole })).toBe(viewKey(whole));
});
