import { AppError, toErrorRecord } from '../contract/error.ts';
import { hostCalls, type HostCallInput, type HostCallName, type HostCallOutput } from '../contract/host.ts';
import { isProcedureName, procedures, procedureNames, type Handlers } from '../contract/procedure.ts';
import type { Answer } from '../contract/shell.ts';
import { nearest } from './nearest.ts';

/** What a shell may ask: one async function per host call. */
export type HostHandlers = {
  readonly [Name in HostCallName]: (input: HostCallInput<Name>) => Promise<HostCallOutput<Name>>;
};

export type Dispatch = (name: string, input: unknown) => Promise<Answer>;

type Call = (input: unknown) => Promise<unknown>;

/** Calls a procedure by name: parses its input, runs its handler, and turns whatever is thrown into an answer. */
export function createDispatch(handlers: Handlers, logSurprise: (error: unknown) => void): Dispatch {
  return (name, input) =>
    answer(logSurprise, () => {
      if (!isProcedureName(name)) throw unknownName(name, procedureNames);
      const parsed: unknown = procedures[name].input.parse(input);
      return (handlers[name] as Call)(parsed);
    });
}

/** The same for what only a shell may ask. */
export function createHostDispatch(handlers: HostHandlers, logSurprise: (error: unknown) => void): Dispatch {
  return (name, input) =>
    answer(logSurprise, () => {
      if (!isHostCallName(name)) throw unknownName(name, Object.keys(hostCalls));
      const parsed: unknown = hostCalls[name].input.parse(input);
      return (handlers[name] as Call)(parsed);
    });
}

export function isHostCallName(name: string): name is HostCallName {
  return Object.hasOwn(hostCalls, name);
}

async function answer(logSurprise: (error: unknown) => void, work: () => Promise<unknown>): Promise<Answer> {
  try {
    return { ok: true, value: await work() };
  } catch (thrown) {
    const error = toErrorRecord(thrown);
    if (error.code === 'internal') logSurprise(thrown);
    return { ok: false, error };
  }
}

function unknownName(name: string, known: readonly string[]): AppError {
  const near = nearest(name, known);
  return new AppError('invalid-input', `unknown procedure: ${name}${near === null ? '' : `; did you mean ${near}?`}`);
}
