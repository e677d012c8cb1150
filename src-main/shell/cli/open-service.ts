import { defaultCache, defaultWorkspace } from '../../service/place.ts';
import type { EngineChoice } from '../../service/context.ts';
import { createService, type Service } from '../../service/service.ts';
import { readChoice, type Arguments } from './arguments.ts';

const engines: readonly EngineChoice[] = ['auto', 'xla', 'direct', 'graph', 'eager', 'wasm'];

/** The service on the workspace that the arguments name. */
export function openService(args: Arguments, { warm = false } = {}): Service {
  const engine = readChoice(args, 'engine', engines);
  return createService({
    workspace: args.get('workspace') ?? defaultWorkspace(),
    cache: defaultCache(),
    warm,
    ...(engine === undefined ? {} : { engine }),
  });
}

/** Closes the service whatever the work does. */
export async function withService<Result>(
  args: Arguments,
  work: (service: Service) => Promise<Result>,
): Promise<Result> {
  const service = openService(args);
  try {
    return await work(service);
  } finally {
    await service.close();
  }
}
