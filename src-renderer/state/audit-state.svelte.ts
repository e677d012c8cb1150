import type { AuditResult } from '../../src-main/contract/audit.ts';
import { AppError } from '../../src-main/contract/error.ts';
import type { AppEvent } from '../../src-main/contract/event.ts';
import type { Client } from '../client/client.ts';
import { Resource } from './resource.svelte.ts';

export interface AuditProgress {
  readonly check: string;
  readonly fraction: number;
}

/** The audit of the open study: its result, and how far it is while it is made. */
export class AuditState {
  readonly result = new Resource<AuditResult>();
  progress = $state.raw<AuditProgress | null>(null);
  /** The user gave the audit up; it is made again when asked for or when the settings change. */
  givenUp = $state(false);
  readonly #client: Client;
  readonly #studyId: string;

  constructor(client: Client, studyId: string) {
    this.#client = client;
    this.#studyId = studyId;
  }

  async run(): Promise<void> {
    this.givenUp = false;
    await this.result.load(async () => {
      try {
        return await this.#client.call('audit.run', { studyId: this.#studyId });
      } catch (error) {
        // given up here, or overtaken by the audit of later settings
        const isOver = error instanceof AppError && error.code === 'cancelled';
        if (isOver && this.result.value !== null) return this.result.value;
        throw error;
      }
    });
  }

  async cancel(): Promise<void> {
    this.givenUp = true;
    await this.#client.call('audit.cancel', { studyId: this.#studyId });
  }

  receive({ check, fraction }: Extract<AppEvent, { kind: 'audit-progress' }>): void {
    this.progress = fraction >= 1 ? null : { check, fraction };
  }
}
