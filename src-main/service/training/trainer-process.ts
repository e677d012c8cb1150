import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { AppError, fromErrorRecord } from '../../contract/error.ts';
import type { EngineKind } from '../../core/engine/engine.ts';
import { codeCache } from '../code-cache.ts';
import { defaultCache } from '../place.ts';
import type { EngineStatus, TrainerReply, TrainerRequest } from '../../trainer/protocol.ts';
import { keepCompiled } from './compiled-folder.ts';
import { keepPlans } from './plan-folder.ts';

const entry = fileURLToPath(new URL('../../trainer/main.ts', import.meta.url));
const keptErrorText = 4000;
/** Lines that TensorFlow writes at every start whatever is asked of it. */
const startLines = /oneDNN custom operations|All log messages before absl|^$/;

/** One trainer process as the pool sees it. */
export class TrainerProcess {
  readonly ready: Promise<EngineStatus>;
  readonly exited: Promise<void>;
  /** Programs that this trainer has compiled, by shape. */
  readonly compiled = new Set<string>();
  readonly materials = new Set<string>();
  readonly #child: ChildProcess;
  #threads = 1;
  #errorText = '';
  #alive = true;
  /** Before its first request a trainer tells only whether it is ready. */
  #onReply: (reply: TrainerReply) => void = () => undefined;

  constructor(engine: EngineKind | 'auto') {
    this.#child = spawn(process.execPath, ['--no-deprecation', entry, engine], {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      serialization: 'advanced',
      env: {
        ...process.env,
        // of TensorFlow, whose last bits the number of threads decides; the direct engine is told how many it may take
        TF_NUM_INTRAOP_THREADS: '1',
        TF_NUM_INTEROP_THREADS: '1',
        TF_CPP_MIN_LOG_LEVEL: '3',
        NODE_COMPILE_CACHE: codeCache() ?? '',
        ...keepCompiled(defaultCache()),
        ...keepPlans(defaultCache(), entry),
      },
    });
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#errorText = (this.#errorText + text).slice(-keptErrorText);
    });
    this.exited = new Promise((resolve) => {
      const end = (): void => {
        this.#alive = false;
        resolve();
      };
      this.#child.once('exit', end);
      this.#child.once('error', end);
    });
    this.ready = new Promise((resolve, reject) => {
      this.#child.on('message', (reply: TrainerReply) => {
        if (reply.kind === 'ready') resolve(reply.status);
        else if (reply.kind === 'unready') reject(fromErrorRecord(reply.error));
        else this.#onReply(reply);
      });
      void this.exited.then(() => reject(new AppError('trainer', `a trainer did not start. ${this.lastWords}`.trim())));
    });
    // whoever needs the trainer awaits `ready`; a failure nobody waits for must not end the service
    this.ready.catch(() => undefined);
  }

  /** Sets who hears its replies; to be called before the first request. */
  listen(onReply: (reply: TrainerReply) => void): void {
    this.#onReply = onReply;
  }

  get alive(): boolean {
    return this.#alive;
  }

  /** The process id, for tests that kill it. */
  get processId(): number | undefined {
    return this.#child.pid;
  }

  /** What it wrote to standard error last, without the lines of every start. */
  get lastWords(): string {
    return this.#errorText
      .split('\n')
      .filter((line) => !startLines.test(line))
      .slice(-5)
      .join('\n');
  }

  send(request: TrainerRequest): void {
    if (this.#alive && this.#child.connected) this.#child.send(request);
  }

  /** Lets its programs take so many threads from now on; 1 at the start. */
  allowThreads(threads: number): void {
    if (threads === this.#threads) return;
    this.#threads = threads;
    this.send({ kind: 'threads', threads });
  }

  /** Ends at once, even inside a native call. */
  async kill(): Promise<void> {
    if (this.#alive) this.#child.kill('SIGKILL');
    await this.exited;
  }
}
