import type { AppEvent } from '../../src-main/contract/event.ts';
import type { Answer, MenuCommand } from '../../src-main/contract/shell.ts';
import { openAnswer } from './answer.ts';
import type { CallInput, CallName, CallOutput, ChosenFile, Client, Dispose } from './client.ts';

/** What the preload script puts on the window. */
export interface Bridge {
  readonly shell: 'electron';
  call(name: string, input: unknown): Promise<Answer>;
  onEvent(listener: (event: AppEvent) => void): Dispose;
  onMenuCommand(listener: (command: MenuCommand) => void): Dispose;
  registerDroppedFile(file: File): Promise<Answer>;
}

declare global {
  interface Window {
    readonly tandem?: Bridge;
  }
}

/** The client inside Electron. */
export class BridgeClient implements Client {
  readonly shell = 'electron';
  readonly #bridge: Bridge;

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
  }

  async call<Name extends CallName>(name: Name, input: CallInput<Name>): Promise<CallOutput<Name>> {
    return openAnswer(await this.#bridge.call(name, input)) as CallOutput<Name>;
  }

  onEvent(listener: (event: AppEvent) => void): Dispose {
    return this.#bridge.onEvent(listener);
  }

  onMenuCommand(listener: (command: MenuCommand) => void): Dispose {
    return this.#bridge.onMenuCommand(listener);
  }

  /** The main process restarts the service by itself, and a call in between is answered with its error. */
  onConnection(): Dispose {
    return () => undefined;
  }

  async registerDroppedFile(file: File): Promise<ChosenFile> {
    return openAnswer(await this.#bridge.registerDroppedFile(file)) as ChosenFile;
  }
}
