import { spawn, type ChildProcess } from 'node:child_process';
import { hostMessageSchema } from '../../contract/host.ts';
import { eventSchema, type AppEvent } from '../../contract/event.ts';
import { answerSchema, type Answer } from '../../contract/shell.ts';

export interface ServiceChildOptions {
  readonly node: string;
  readonly entry: string;
  readonly args: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
  readonly onEvent: (event: AppEvent) => void;
  /** What the service writes to its standard error. */
  readonly onLog: (text: string) => void;
  /** It ended unexpectedly too often to be started again. */
  readonly onGivenUp: (reason: string) => void;
}

const restartsAllowed = 5;
const restartWindowMs = 60_000;

/**
 * The service in a Node process of its own. Its end never takes the window: open calls are answered with an error, it
 * is started again, and the page is told (`hello`) to read everything anew.
 */
export class ServiceChild {
  readonly #options: ServiceChildOptions;
  readonly #pending = new Map<number, (answer: Answer) => void>();
  #child: ChildProcess | null = null;
  #nextId = 1;
  #stopping = false;
  #endedAt: number[] = [];
  #lastLog = '';

  constructor(options: ServiceChildOptions) {
    this.#options = options;
  }

  start(): void {
    const { node, entry, args, environment } = this.#options;
    const child = spawn(node, ['--no-deprecation', '--disable-warning=ExperimentalWarning', entry, ...args], {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: environment,
      windowsHide: true,
    });
    this.#child = child;
    child.on('message', (message) => this.#receive(message));
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        this.#lastLog = chunk.toString().trim().slice(-2000) || this.#lastLog;
        this.#options.onLog(chunk.toString());
      });
    }
    child.on('error', (error) => this.#end(child, error.message));
    child.on('exit', (code, signal) => this.#end(child, signal ?? `code ${code}`));
  }

  /** Asks the service; every outcome is an answer. */
  call(name: string, input: unknown): Promise<Answer> {
    const child = this.#child;
    if (child === null || !child.connected) return Promise.resolve(gone('is not running'));
    const id = this.#nextId++;
    return new Promise((resolve) => {
      this.#pending.set(id, resolve);
      child.send({ id, name, input }, (error) => {
        if (error === null) return;
        this.#pending.delete(id);
        resolve(gone(`cannot be reached (${error.message})`));
      });
    });
  }

  /** Lets it checkpoint and end; after the given time it is killed, and resumes from its last checkpoint. */
  async stop(timeoutMs: number): Promise<void> {
    this.#stopping = true;
    const child = this.#child;
    if (child === null) return;
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
    await this.call('host.shutdown', {});
    if (child.connected) child.disconnect();
    await ended;
    clearTimeout(timer);
  }

  #receive(message: unknown): void {
    const parsed = hostMessageSchema.safeParse(message);
    if (!parsed.success) return;
    if (parsed.data.kind === 'answer') {
      const answer = answerSchema.safeParse(parsed.data.answer);
      this.#pending.get(parsed.data.id)?.(answer.success ? answer.data : gone('answered in a form that is not agreed'));
      this.#pending.delete(parsed.data.id);
    } else if (parsed.data.kind === 'event') {
      const event = eventSchema.safeParse(parsed.data.event);
      if (event.success) this.#options.onEvent(event.data);
    } else if (parsed.data.kind === 'failed') {
      // It says itself why it cannot start, a locked or damaged workspace for example: another start would not help.
      this.#stopping = true;
      this.#options.onGivenUp(parsed.data.error.message);
    } else if (this.#endedAt.length > 0) {
      this.#options.onEvent({ kind: 'hello', sequence: 0 });
    }
  }

  #end(child: ChildProcess, how: string): void {
    if (this.#child !== child) return;
    this.#child = null;
    for (const resolve of this.#pending.values()) resolve(gone(`ended unexpectedly (${how}) and is started again`));
    this.#pending.clear();
    if (this.#stopping) return;
    const now = Date.now();
    this.#endedAt = [...this.#endedAt.filter((at) => now - at < restartWindowMs), now];
    if (this.#endedAt.length > restartsAllowed) this.#options.onGivenUp(`${how}\n${this.#lastLog}`.trim());
    else this.start();
  }
}

function gone(what: string): Answer {
  return {
    ok: false,
    error: { code: 'internal', message: `The service ${what}. Nothing that was saved is lost; try again in a moment.` },
  };
}
