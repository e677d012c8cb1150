import { contextBridge, ipcRenderer, webUtils } from 'electron';
import type { AppEvent } from '../../contract/event.ts';
import type { Answer, MenuCommand } from '../../contract/shell.ts';
import { callChannel, dropCall, eventChannel, menuChannel } from './channel.ts';

function listen(channel: string, listener: (content: unknown) => void): () => void {
  const receive = (_event: unknown, content: unknown): void => listener(content);
  ipcRenderer.on(channel, receive);
  return () => ipcRenderer.off(channel, receive);
}

function call(name: string, input: unknown): Promise<Answer> {
  return ipcRenderer.invoke(callChannel, { name, input }) as Promise<Answer>;
}

/** All that the page sees of Electron. It never gets an event object of Electron's, nor a path. */
contextBridge.exposeInMainWorld('tandem', {
  shell: 'electron',
  call: (name: string, input: unknown): Promise<Answer> =>
    name === dropCall
      ? Promise.resolve({ ok: false, error: { code: 'forbidden', message: `unknown call: ${name}` } })
      : call(name, input),
  onEvent: (listener: (event: AppEvent) => void) => listen(eventChannel, (content) => listener(content as AppEvent)),
  onMenuCommand: (listener: (command: MenuCommand) => void) =>
    listen(menuChannel, (content) => listener(content as MenuCommand)),
  registerDroppedFile: (file: File): Promise<Answer> => {
    const path = webUtils.getPathForFile(file);
    return path === ''
      ? Promise.resolve({
          ok: false,
          error: { code: 'bad-file', message: `${file.name} is not a file of this computer; save it first` },
        })
      : call(dropCall, { path });
  },
});
