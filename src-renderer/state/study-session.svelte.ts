import type { AppEvent } from '../../src-main/contract/event.ts';
import type { Study } from '../../src-main/contract/study.ts';
import type { Client } from '../client/client.ts';
import { CompareState } from './compare-state.svelte.ts';
import { ExplainState } from './explain-state.svelte.ts';
import { LiveState } from './live-state.svelte.ts';
import type { Messages } from './messages.svelte.ts';
import type { Navigation, Screen } from './navigation.svelte.ts';
import { StudyState } from './study-state.svelte.ts';

interface Surroundings {
  readonly client: Client;
  readonly messages: Messages;
  readonly navigation: Navigation;
  attempt(work: () => Promise<void>): Promise<void>;
  go(screen: Screen, isAsked?: boolean): void;
}

type StudyEvent = Extract<AppEvent, { kind: 'study-progress' | 'study-status' | 'audit-progress' }>;

/** The study that is open, with its run and its results: they come and go together. */
export class StudySession {
  study = $state.raw<StudyState | null>(null);
  live = $state.raw<LiveState | null>(null);
  compare = $state.raw<CompareState | null>(null);
  explain = $state.raw<ExplainState | null>(null);
  readonly #around: Surroundings;

  constructor(surroundings: Surroundings) {
    this.#around = surroundings;
  }

  /** Keeps what was changed, and follows the study no longer. */
  async close(): Promise<void> {
    await this.study?.dispose();
    this.live?.dispose();
  }

  /** Lets go of a study that is no more. */
  leave(): void {
    this.study?.drop();
    this.live?.dispose();
    this.study = null;
    this.live = null;
    this.compare = null;
    this.explain = null;
  }

  /** Opens a study in the place of the one that was closed, at a screen or where it is taken up again. */
  async open(study: Study, screen: Screen | null): Promise<void> {
    const { client } = this.#around;
    const opened = new StudyState(client, study);
    this.study = opened;
    this.compare = new CompareState(client, study.id);
    this.explain = new ExplainState(client, study.id, study.spec);
    this.#watch(opened);
    this.#around.go(screen ?? usualScreen(study));
    await opened.load();
  }

  async start(): Promise<void> {
    const study = this.study;
    if (study === null) return;
    await this.#around.attempt(async () => {
      await study.flush();
      study.accept(await this.#around.client.call('study.start', { studyId: study.id }));
      this.#watch(study);
      this.#around.go('run');
      // A small study may have ended before its start was answered.
      await this.follow(study.id);
      if (hasEnded(study.study) && this.#around.navigation.screen === 'run') this.#around.go('compare');
    });
  }

  async stop(keep: boolean): Promise<void> {
    await this.#steer((studyId) => this.#around.client.call('study.stop', { studyId, keep }));
  }

  async resume(): Promise<void> {
    await this.#steer((studyId) => this.#around.client.call('study.resume', { studyId }));
  }

  async receive(event: StudyEvent): Promise<void> {
    const study = this.study;
    if (study === null || event.studyId !== study.id) return;
    if (event.kind === 'study-progress') this.live?.announce();
    else if (event.kind === 'audit-progress') {
      study.audit.receive(event);
      if (event.fraction >= 1) await study.refreshAudited();
    } else {
      if (event.error !== null) this.#around.messages.fail(event.error.message);
      await this.follow(study.id);
    }
  }

  /** Reads anew what has become of the study, where it is the one that is open. */
  async follow(studyId: string): Promise<void> {
    const study = this.study;
    if (study === null || studyId !== study.id) return;
    await this.#accept(study, await this.#around.client.call('study.get', { studyId }));
  }

  #watch(study: StudyState): void {
    this.live?.dispose();
    this.live = new LiveState(this.#around.client, study.id);
    if (study.study.status !== 'draft') void this.live.read();
  }

  async #steer(work: (studyId: string) => Promise<Study>): Promise<void> {
    const study = this.study;
    if (study === null) return;
    await this.#around.attempt(async () => this.#accept(study, await work(study.id)));
  }

  /** Takes over a study's new status; one that ends while its run is watched leads to its comparison. */
  async #accept(study: StudyState, news: Study): Promise<void> {
    const { client, messages, navigation } = this.#around;
    const wasEnded = hasEnded(study.study);
    study.accept(news);
    this.live?.announce();
    if (this.study !== study || wasEnded || !hasEnded(study.study)) return;
    this.explain = new ExplainState(client, study.id, study.spec);
    await this.compare?.load();
    messages.progress('The comparison is ready.', true);
    if (this.study === study && navigation.screen === 'run') this.#around.go('compare', false);
  }
}

function hasEnded(study: Study): boolean {
  return study.status === 'completed' || study.status === 'stopped';
}

/** Where a study is taken up again. */
function usualScreen(study: Study): Screen {
  if (study.status === 'draft') return study.spec.tasks.length === 0 ? 'data' : 'design';
  return hasEnded(study) ? 'compare' : 'run';
}
