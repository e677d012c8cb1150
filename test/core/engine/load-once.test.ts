import { expect, it } from 'vitest';
import { AppError } from '../../../src-main/contract/error.ts';
import { failureOf, LoadOnce } from '../../../src-main/core/engine/load-once.ts';

function describeFailure(reason: string, cause: unknown): AppError {
  return new AppError('engine', `not loaded: ${reason}`, { cause });
}

function thrownBy(call: () => unknown): unknown {
  try {
    call();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

it('loads at the first call, and gives the same ever after', () => {
  let calls = 0;
  const once = new LoadOnce(() => ({ call: (calls += 1) }), describeFailure);
  expect([once.loaded, calls]).toEqual([null, 0]);
  const value = once.load();
  expect(value).toEqual({ call: 1 });
  expect([once.load(), once.loaded]).toEqual([value, value]);
  expect(once.load()).toBe(value);
});

it('tries what failed no second time, and names the first line of why', () => {
  let calls = 0;
  const fault = new Error('\nno such file\n  at its place');
  const once = new LoadOnce(() => {
    calls += 1;
    throw fault;
  }, describeFailure);
  const thrown = thrownBy(() => once.load());
  expect(thrown).toMatchObject({ code: 'engine', message: 'not loaded: no such file', cause: fault });
  expect(thrownBy(() => once.load())).toBe(thrown);
  expect([calls, once.loaded]).toEqual([1, null]);
});

it('leaves a failure that says what to do as it is', () => {
  const fault = new AppError('engine', 'switched off');
  expect(failureOf(fault, describeFailure)).toBe(fault);
  expect(failureOf('no error at all', describeFailure)).toMatchObject({ message: 'not loaded: no error at all' });
});
