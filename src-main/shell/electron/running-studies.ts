import type { AppEvent } from '../../contract/event.ts';

/** How a study that was running ended. */
export interface Ending {
  readonly studyId: string;
  readonly text: string;
}

const endings: Readonly<Record<string, string>> = {
  completed: 'The study is done.',
  stopped: 'The study was stopped; what was trained is kept.',
  interrupted: 'The study is paused and can be resumed.',
  failed: 'The study failed; the workbench says why.',
};

/** Which studies run, as the service's events tell, and how far the farthest behind is. */
export class RunningStudies {
  readonly #fractions = new Map<string, number>();

  get isRunning(): boolean {
    return this.#fractions.size > 0;
  }

  /** 0 to 1 while something runs, else null. */
  get fraction(): number | null {
    return this.isRunning ? Math.min(...this.#fractions.values()) : null;
  }

  /** Takes note of an event; says so when it ends a study. */
  take(event: AppEvent): Ending | null {
    if (event.kind === 'hello') {
      this.#fractions.clear();
    } else if (event.kind === 'study-progress') {
      this.#fractions.set(event.studyId, event.fraction);
    } else if (event.kind === 'study-status') {
      if (event.status === 'running') {
        if (!this.#fractions.has(event.studyId)) this.#fractions.set(event.studyId, 0);
      } else if (this.#fractions.delete(event.studyId)) {
        return { studyId: event.studyId, text: endings[event.status] ?? 'The study has ended.' };
      }
    }
    return null;
  }
}
