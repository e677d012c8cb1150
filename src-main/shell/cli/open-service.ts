import { defaultCache, defaultWorkspace } from '../../service/place.ts';
import { createService, type Service } from '../../service/service.ts';
import { readChoice, type Arguments } from './arguments.ts';
import { engineChoices } from './engine-argument.ts';

/** The service on the workspace that the arguments name. */
export function openService(args: Arguments, { warm = false } = {}): Service {
  const engine = readChoice(args, 'engine', engineChoices);
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
