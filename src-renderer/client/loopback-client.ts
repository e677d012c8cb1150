import { AppError } from '../../src-main/contract/error.ts';
import type { AppEvent } from '../../src-main/contract/event.ts';
import type { Answer, MenuCommand } from '../../src-main/contract/shell.ts';
import { openAnswer } from './answer.ts';
import { browserCall, isBrowserCall } from './browser-call.ts';
import type { CallInput, CallName, CallOutput, ChosenFile, Client, Dispose } from './client.ts';
import { EventStream } from './event-stream.ts';
import { Listeners } from './listeners.ts';

/** The client in a browser: one route for calls, one stream for events, both on the page's own origin. */
export class LoopbackClient implements Client {
  readonly shell = 'browser';
  readonly #events = new Listeners<AppEvent>();
  readonly #connection = new Listeners<boolean>();
  readonly #stream: EventStream;

  constructor() {
    this.#stream = new EventStream({
      emit: (event) => this.#events.emit(event),
      since: (sequence) => this.call('application.eventsSince', { sequence }),
      connection: (connected) => this.#connection.emit(connected),
    });
  }

  async call<Name extends CallName>(name: Name, input: CallInput<Name>): Promise<CallOutput<Name>> {
    if (isBrowserCall(name)) return (await browserCall(name, input, uploadFile)) as CallOutput<Name>;
    const answer = await post('call', JSON.stringify({ name, input }), 'application/json');
    return openAnswer(answer) as CallOutput<Name>;
  }

  onEvent(listener: (event: AppEvent) => void): Dispose {
    this.#stream.open();
    return this.#events.add(listener);
  }

  /** A browser has no menu of ours. */
  onMenuCommand(_listener: (command: MenuCommand) => void): Dispose {
    return () => undefined;
  }

  onConnection(listener: (connected: boolean) => void): Dispose {
    return this.#connection.add(listener);
  }

  registerDroppedFile(file: File): Promise<ChosenFile> {
    return uploadFile(file);
  }
}

async function uploadFile(file: File): Promise<ChosenFile> {
  const answer = await post(`upload?name=${encodeURIComponent(file.name)}`, file, 'application/octet-stream');
  return openAnswer(answer) as ChosenFile;
}

async function post(path: string, body: BodyInit, type: string): Promise<Answer> {
  let response: Response;
  try {
    response = await fetch(path, { method: 'POST', body, headers: { 'content-type': type } });
  } catch (cause) {
    throw new AppError('internal', 'The service does not answer. Start Tandem again; the study is kept.', { cause });
  }
  try {
    return (await response.json()) as Answer;
  } catch (cause) {
    const message = `The service answered ${response.status} ${response.statusText}. Open Tandem again from its address.`;
    throw new AppError(response.status === 403 ? 'forbidden' : 'internal', message, { cause });
  }
}
