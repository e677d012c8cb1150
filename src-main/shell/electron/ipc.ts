import { ipcMain, type BrowserWindow, type IpcMainInvokeEvent } from 'electron';
import { z } from 'zod';
import { isProcedureName } from '../../contract/procedure.ts';
import { toErrorRecord, AppError } from '../../contract/error.ts';
import { shellCalls, type Answer, type ShellCallName } from '../../contract/shell.ts';
import { callChannel, dropCall } from './channel.ts';
import { isTrustedSender } from './sender.ts';
import type { ShellHandlers } from './shell-call.ts';

const requestSchema = z.strictObject({ name: z.string().max(100), input: z.unknown() });
const dropSchema = z.strictObject({ path: z.string().min(1) });

interface CallOptions {
  readonly window: () => BrowserWindow | null;
  readonly shell: ShellHandlers;
  readonly service: (name: string, input: unknown) => Promise<Answer>;
}

/** Answers the page's calls: the shell's own here, the procedures by the service, which parses their input. */
export function answerCalls({ window, shell, service }: CallOptions): void {
  ipcMain.handle(callChannel, async (event: IpcMainInvokeEvent, message: unknown): Promise<Answer> => {
    try {
      const isOurWindow = window()?.webContents === event.sender && event.senderFrame === event.sender.mainFrame;
      if (!isTrustedSender({ url: event.senderFrame?.url ?? '', isOurWindow })) {
        throw new AppError('forbidden', 'refused: only the page of the workbench is answered');
      }
      const { name, input } = requestSchema.parse(message);
      if (isShellCallName(name)) return { ok: true, value: await callShell(shell, name, input) };
      if (name === dropCall) return await service('host.registerFile', dropSchema.parse(input));
      if (!isProcedureName(name)) throw new AppError('wrong-use', `unknown call: ${name}`);
      return await service(name, input);
    } catch (error) {
      return { ok: false, error: toErrorRecord(error) };
    }
  });
}

function isShellCallName(name: string): name is ShellCallName {
  return Object.hasOwn(shellCalls, name);
}

function callShell(shell: ShellHandlers, name: ShellCallName, input: unknown): Promise<unknown> {
  const parsed = shellCalls[name].input.parse(input);
  return (shell[name] as (input: unknown) => Promise<unknown>)(parsed);
}
