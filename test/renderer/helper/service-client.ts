import type { ProcedureInput, ProcedureName } from '../../../src-main/contract/procedure.ts';
import type { Client } from '../../../src-renderer/client/client.ts';
import type { TestService } from '../../service/open-service.ts';

/** A page's client on a service of this process. */
export function makeClient(test: TestService): Client {
  const nothing = (): void => undefined;
  return {
    shell: 'browser',
    call: ((name: ProcedureName, input: ProcedureInput<ProcedureName>) => test.call(name, input)) as Client['call'],
    onEvent: () => nothing,
    onMenuCommand: () => nothing,
    onConnection: () => nothing,
    registerDroppedFile: () => Promise.reject(new Error('nothing is dropped here')),
  };
}
