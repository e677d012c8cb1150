import type { Handlers } from '../contract/procedure.ts';

/**
 * Handlers whose modules are loaded with the first call of one of them: what a command or a screen does not use takes no time
 * of its start. What fails to load is loaded again with the next call.
 */
export function later<Name extends keyof Handlers>(
  names: readonly Name[],
  load: () => Promise<Pick<Handlers, Name>>,
): Pick<Handlers, Name> {
  let loaded: Promise<Pick<Handlers, Name>> | undefined;
  function read(): Promise<Pick<Handlers, Name>> {
    if (loaded !== undefined) return loaded;
    const loading = load();
    loading.catch(() => (loaded = undefined));
    return (loaded = loading);
  }
  function handlerOf(name: Name): Handlers[Name] {
    const handler = async (input: never): Promise<unknown> =>
      ((await read())[name] as (given: never) => Promise<unknown>)(input);
    return handler as Handlers[Name];
  }
  return Object.fromEntries(names.map((name) => [name, handlerOf(name)])) as Pick<Handlers, Name>;
}
