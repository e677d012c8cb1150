import type { Status } from '../../src-main/contract/application.ts';
import type { AppEvent } from '../../src-main/contract/event.ts';
import type { Catalogue } from '../../src-main/contract/method.ts';
import type { Study } from '../../src-main/contract/study.ts';
import { AppError } from '../../src-main/contract/error.ts';
import { errorMessage } from '../client/answer.ts';
import type { Client, Dispose } from '../client/client.ts';
import type { CompareState } from './compare-state.svelte.ts';
import { Deletion } from './deletion.svelte.ts';
import type { ExplainState } from './explain-state.svelte.ts';
import { Intake } from './intake.svelte.ts';
import { LabState } from './lab-state.svelte.ts';
import { Library } from './library.svelte.ts';
import type { LiveState } from './live-state.svelte.ts';
import { Messages } from './messages.svelte.ts';
import { hashFromPlace, Navigation, placeFromHash, type Screen } from './navigation.svelte.ts';
import { Preferences } from './preferences.svelte.ts';
import { Resource } from './resource.svelte.ts';
import { StudySession } from './study-session.svelte.ts';
import type { StudyState } from './study-state.svelte.ts';

export type Panel = 'palette' | 'shortcuts' | 'settings' | 'paste' | null;

/** The whole of the page's state: which study is open, where the user is, and what is shared by all screens. */
export class Workbench {
  readonly client: Client;
  readonly navigation = new Navigation();
  readonly messages = new Messages();
  readonly preferences: Preferences;
  readonly library: Library;
  readonly lab: LabState;
  readonly intake: Intake;
  readonly session: StudySession;
  readonly deletion: Deletion;
  readonly catalogue = new Resource<Catalogue>();
  readonly status = new Resource<Status>();
  panel = $state<Panel>(null);
  connected = $state(true);
  ready = $state(false);
  /** What is under way that blocks the page's own commands, such as opening a study. */
  opening = $state<string | null>(null);

  constructor(client: Client) {
    this.client = client;
    this.preferences = new Preferences(client);
    this.library = new Library(client, this.messages);
    this.lab = new LabState(client);
    this.session = new StudySession({
      client,
      messages: this.messages,
      navigation: this.navigation,
      attempt: (work) => this.attempt(work),
      go: (screen, isAsked) => this.go(screen, isAsked),
    });
    this.deletion = new Deletion({
      client,
      ondelete: async (studyId, news) => {
        this.#forget(studyId);
        await this.library.reload();
        this.messages.note(news);
      },
      onfail: (reason) => this.messages.fail(reason),
    });
    this.intake = new Intake({
      client,
      attempt: (work) => this.attempt(work),
      onshow: () => this.navigation.go('data'),
      onimport: (study) => this.#show(study, 'data'),
      oncancel: () => this.go(this.study === null ? 'home' : 'data'),
    });
  }

  get study(): StudyState | null {
    return this.session.study;
  }
  get live(): LiveState | null {
    return this.session.live;
  }
  get compare(): CompareState | null {
    return this.session.compare;
  }
  get explain(): ExplainState | null {
    return this.session.explain;
  }

  /** Reads what every screen needs, returns to where the user was, and listens until disposed. */
  async start(): Promise<Dispose> {
    const disposers = [
      this.client.onEvent((event) => void this.attempt(() => this.#receive(event))),
      this.client.onConnection((connected) => this.#reconnect(connected)),
      this.preferences.watchSystem(),
    ];
    const client = this.client;
    await this.attempt(async () => {
      await this.preferences.load();
      await Promise.all([
        this.status.load(() => client.call('application.status', {})),
        this.catalogue.load(() => client.call('catalogue.list', {})),
        this.library.load(),
      ]);
      await this.#restorePlace();
    });
    this.ready = true;
    return () => {
      for (const dispose of disposers) dispose();
    };
  }

  /** Shows a screen; where the user did not ask for it, the focus stays. */
  go(screen: Screen, isAsked = true): void {
    if (screen !== 'data') this.intake.putAway();
    this.navigation.go(screen, isAsked);
    if (screen === 'home') void this.#remember(null);
    else if (this.study !== null) void this.#remember(this.study.id);
    history.replaceState(null, '', hashFromPlace({ screen, studyId: this.study?.id ?? null }));
  }

  /** Runs something that may be refused and says so. */
  async attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.messages.fail(errorMessage(error));
    }
  }

  /** Puts a panel away; a panel that was opened meanwhile stays, since a dialog tells of its end a moment later. */
  closePanel(panel: Panel): void {
    if (this.panel === panel) this.panel = null;
  }

  async openSample(sampleId: string): Promise<void> {
    const sample = this.library.samples.value?.find(({ id }) => id === sampleId);
    // Where a red finding blocks the run, the finding is the lesson.
    const screen = sample?.expectation === 'stopped' ? 'audit' : 'design';
    await this.#open(sampleId, () => this.client.call('sample.open', { sampleId }), screen);
  }

  /** The principles lab, at the scenario of that name or where it was left. */
  openLab(scenario: string | null = null): void {
    if (scenario !== null) this.lab.open(scenario);
    this.go('lab');
  }

  /** A task under an arm beside its twin, on the screen Explain. */
  openExplain(task: string, arm: string): void {
    void this.explain?.choose({ task, arm });
    this.go('explain');
  }

  /** Begins with the arm that the verdict speaks of. */
  async startExplaining(): Promise<void> {
    const { compare, explain } = this;
    if (compare === null || explain === null) return;
    if (compare.result.value === null) await compare.load();
    const arm = compare.result.value?.verdict.overall.arm ?? explain.arms[0];
    if (arm !== undefined && explain.arm === '') await explain.choose({ arm });
  }

  /** The rows that the open scenario makes at its settings, as a draft study. */
  async openLabStudy(): Promise<void> {
    const { name, settings } = this.lab;
    if (name === null) return;
    await this.#open('lab', () => this.client.call('lab.openStudy', { name, settings }), 'design');
    await this.library.reload();
  }

  async openStudy(studyId: string, screen: Screen | null = null): Promise<void> {
    await this.#open(studyId, () => this.client.call('study.get', { studyId }), screen);
  }

  async duplicate(studyId: string): Promise<void> {
    await this.#open(studyId, () => this.client.call('study.duplicate', { studyId }), 'design');
    await this.library.reload();
  }

  /** A duplicate with so many more splits, or seeds where the study has one split; the replicates it had stay as they were. */
  async planMore(studyId: string, units: number): Promise<void> {
    const plan = async (): Promise<Study> => {
      const copy = await this.client.call('study.duplicate', { studyId });
      const { split, seeds } = copy.spec;
      const more = split.splits > 1 ? { split: { ...split, splits: split.splits + units } } : { seeds: seeds + units };
      return this.client.call('study.change', { studyId: copy.id, spec: { ...copy.spec, ...more } });
    };
    await this.#open(studyId, plan, 'design');
    await this.library.reload();
  }

  async star(starred: boolean): Promise<void> {
    const study = this.study;
    if (study === null) return;
    await this.library.star(study.id, starred);
    await study.reload();
  }

  async saveReport(format: 'html' | 'pdf'): Promise<void> {
    const study = this.study;
    if (study === null) return;
    await this.attempt(async () => {
      const { savedAs } = await this.client.call('shell.saveReport', { studyId: study.id, format });
      if (savedAs !== null) this.messages.note(`Report saved as ${savedAs}.`);
    });
  }

  async copy(content: { text: string; html: string | null }, what: string): Promise<void> {
    await this.attempt(async () => {
      await this.client.call('shell.copy', content);
      this.messages.note(`${what} copied.`);
    });
  }

  async saveFile(suggestedName: string, content: string, encoding: 'utf-8' | 'base64'): Promise<void> {
    await this.attempt(async () => {
      const { savedAs } = await this.client.call('shell.saveFile', { suggestedName, content, encoding });
      if (savedAs !== null) this.messages.note(`Saved as ${savedAs}.`);
    });
  }

  async #open(id: string, read: () => Promise<Study>, screen: Screen | null): Promise<void> {
    this.opening = id;
    await this.attempt(async () => this.#show(await read(), screen));
    this.opening = null;
  }

  async #show(study: Study, screen: Screen | null): Promise<void> {
    await this.session.close();
    this.intake.putAway();
    await this.session.open(study, screen);
  }

  async #receive(event: AppEvent): Promise<void> {
    switch (event.kind) {
      case 'hello':
        return this.#readAnew();
      case 'studies-changed':
        return this.library.reload();
      case 'study-deleted':
        return this.#forget(event.studyId);
      case 'import-progress':
        return this.intake.receive(event);
      case 'study-status':
        await this.deletion.refresh(event.studyId);
        return this.session.receive(event);
      case 'audit-progress':
      case 'study-progress':
        return this.session.receive(event);
      case 'datasets-changed':
        return undefined;
    }
  }

  async #readAnew(): Promise<void> {
    if (!this.ready) return;
    await this.library.reload();
    const study = this.study;
    if (study === null) return;
    try {
      await this.session.follow(study.id);
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'not-found') throw error;
      this.#forget(study.id);
    }
  }

  /** The study is no more: nothing of it stays open, whoever deleted it. */
  #forget(studyId: string): void {
    const { deletion, navigation, intake } = this;
    this.library.forget(studyId);
    const isOwn = deletion.deleting === studyId;
    if (deletion.study?.id === studyId && !isOwn) deletion.close();
    if (this.study?.id !== studyId) return;
    const { name } = this.study.spec;
    this.session.leave();
    const stays = isFree(navigation.screen) || (navigation.screen === 'data' && intake.incoming !== null);
    this.go(stays ? navigation.screen : 'home', false);
    if (!isOwn) this.messages.note(`${name} was deleted; nothing of it is open any more.`);
  }

  #reconnect(connected: boolean): void {
    this.connected = connected;
    if (!connected) this.messages.fail('The service does not answer. Changes are kept here until it is back.');
  }

  async #restorePlace(): Promise<void> {
    const place = placeFromHash(location.hash);
    const studyId = place?.studyId ?? (place === null ? this.preferences.settings.lastStudyId : null);
    const known = [...(this.library.studies.value ?? []), ...(this.library.archived.value ?? [])];
    if (studyId !== null && known.some((study) => study.id === studyId)) {
      await this.#open(studyId, () => this.client.call('study.get', { studyId }), place?.screen ?? null);
    } else {
      this.go(place?.studyId === null && isFree(place.screen) ? place.screen : 'home');
      if (typeof place?.studyId === 'string') {
        this.messages.fail(`unknown study: ${place.studyId}; it was deleted, or it is in another workspace`);
      }
    }
  }

  async #remember(lastStudyId: string | null): Promise<void> {
    if (this.preferences.settings.lastStudyId === lastStudyId) return;
    await this.attempt(() => this.preferences.change({ lastStudyId }));
  }
}

/** Whether the screen needs no study. */
function isFree(screen: Screen): boolean {
  return screen === 'history' || screen === 'lab';
}
