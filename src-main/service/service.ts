import type { AppEvent } from '../contract/event.ts';
import type { Handlers } from '../contract/procedure.ts';
import { writeFileAtomically } from '../store/atomic-file.ts';
import { openWorkspace } from '../store/workspace.ts';
import { createAuditHandlers } from './audit.ts';
import { createAudits } from './audits.ts';
import { atOnce } from './at-once.ts';
import { createApplicationHandlers } from './application.ts';
import { createCatalogueHandlers } from './catalogue.ts';
import { createChosenFiles } from './chosen-file.ts';
import type { ServiceContext, ServiceOptions } from './context.ts';
import { createDatasetWork } from './dataset-work.ts';
import { createDatasetHandlers, discard } from './dataset.ts';
import { createDispatch, createHostDispatch, type Dispatch, type HostHandlers } from './dispatch.ts';
import { createEventLog, onStudyDeleted } from './event-log.ts';
import { createDesignHandlers } from './design.ts';
import { createHistoryCache } from './history-cache.ts';
import { later } from './later.ts';
import { Runner } from './runner.ts';
import { createMaterialCache } from './material-cache.ts';
import { createRetypeHandler } from './study-retype.ts';
import { createInputHandlers } from './study-input.ts';
import { createDeletionHandlers } from './study-deletion.ts';
import { createStudyHandlers } from './study.ts';
import { createTableCache } from './table-cache.ts';
import { LabTrainer } from './training/lab-trainer.ts';
import { TrainerPool } from './training/pool.ts';
import { SideTrainer } from './training/side-trainer.ts';
import { readTimings, type StudyTimings } from './timing.ts';
import { createTrainingHandlers } from './training.ts';
import type { Split } from '../core/prepare/prepared.ts';

/** The whole of Tandem behind its shells. */
export interface Service {
  readonly handlers: Handlers;
  readonly hostHandlers: HostHandlers;
  /** Calls a procedure by name with input from anywhere; errors come back as answers. */
  readonly dispatch: Dispatch;
  /** The same for host calls: for shells alone. */
  readonly dispatchHost: Dispatch;
  /** Where a shell may put files on their way in; emptied when the workspace opens. */
  readonly uploadsFolder: string;
  /** Number of the newest event. */
  sequence(): number;
  eventsSince(sequence: number): { events: AppEvent[]; complete: boolean };
  subscribe(listener: (event: AppEvent) => void): () => void;
  /** Where the time of a study's training went. */
  readTimings(studyId: string): StudyTimings;
  /** The splits of a study as row indices of its data set. Throws AppError `impossible-study` where the plan gives none. */
  readSplits(studyId: string): Promise<readonly Split[]>;
  /** Takes back what a command made before it was refused: a draft, and a dataset that no study uses. */
  discard(made: { readonly studyId: string | null; readonly datasetId: string | null }): void;
  /** Checkpoints what runs, stops the trainers, closes the workspace. */
  close(): Promise<void>;
}

/** Opens the workspace and offers every procedure on it. Throws AppError where the workspace cannot be opened. */
export function createService(options: ServiceOptions): Service {
  const pool = new TrainerPool({ engine: options.engine ?? 'auto' });
  const workspace = openWorkspace(options.workspace);
  const events = createEventLog();
  const files = createChosenFiles();
  const work = createDatasetWork();
  const tables = createTableCache(workspace, work);
  const materials = createMaterialCache(tables);
  const audits = createAudits({ workspace, tables, materials, events });
  const context: ServiceContext = { options, workspace, events, files, work, tables, materials, pool, audits };
  const histories = createHistoryCache(workspace);
  const runner = new Runner(context, {
    gather: (studyId) => void histories.read(studyId),
    conclude: async (studyId) => (await import('./comparison.ts')).concludeStudy(workspace, histories, studyId),
  });
  onStudyDeleted(events, (studyId) => {
    histories.forget(studyId);
    runner.forget(studyId);
    audits.cancel(studyId);
  });
  const spareThreads = () => pool.spareThreads;
  const lab = new LabTrainer(options.engine ?? 'auto', spareThreads);
  const models = new SideTrainer(options.engine ?? 'auto', {
    what: 'the process that works with trained models',
    repair: 'it starts again with the next request',
    threads: spareThreads,
  });
  const application = createApplicationHandlers(context);
  const readStatus = () => application['application.status']({});
  const handlers: Handlers = {
    ...application,
    ...createCatalogueHandlers(),
    ...later(['sample.list', 'sample.open'], async () => (await import('./sample.ts')).createSampleHandlers(context)),
    ...createDatasetHandlers(context),
    ...createStudyHandlers(context),
    ...createDeletionHandlers(context),
    ...createRetypeHandler(context),
    ...createInputHandlers(context),
    ...later(['study.embed'], async () => (await import('./study-embed.ts')).createEmbedHandlers(context)),
    ...createAuditHandlers(context),
    ...createDesignHandlers(context),
    ...createTrainingHandlers(context, runner, histories),
    ...later(['comparison.get'], async () =>
      (await import('./comparison.ts')).createComparisonHandlers(workspace, histories),
    ),
    ...later(['comparison.view'], async () =>
      (await import('./comparison-view.ts')).createComparisonViewHandlers(context),
    ),
    ...later(['explain.get', 'explain.class'], async () =>
      (await import('./explain.ts')).createExplainHandlers(context, histories),
    ),
    ...later(['importance.get', 'importance.run', 'importance.cancel'], async () =>
      (await import('./importance.ts')).createImportanceHandlers(context, models),
    ),
    ...later(['model.list', 'prediction.run'], async () =>
      (await import('./prediction.ts')).createPredictionHandlers(context, histories, models),
    ),
    ...later(['lab.list', 'lab.theory', 'lab.train', 'lab.openStudy'], async () =>
      (await import('./lab.ts')).createLabHandlers(context, lab),
    ),
    ...later(['report.preview'], async () =>
      (await import('./report.ts')).createReportHandlers(context, histories, readStatus),
    ),
  };
  const hostHandlers: HostHandlers = {
    'host.registerFile': atOnce((file) => files.register(file)),
    'host.saveReport': async ({ studyId, path }) => {
      const { buildReport } = await import('./report.ts');
      const html = await buildReport(context, histories, readStatus, studyId);
      writeFileAtomically(path, [Buffer.from(html)]);
      return { path };
    },
    'host.shutdown': async () => {
      await close();
      return { stopped: true };
    },
  };

  let closing: Promise<void> | undefined;
  function close(): Promise<void> {
    closing ??= closeAll();
    return closing;
  }

  async function closeAll(): Promise<void> {
    audits.close();
    await runner.stopAll();
    await lab.close();
    await models.close();
    await pool.close();
    await work.close();
    workspace.close();
  }

  // a trainer that cannot start says so when a study needs it
  if (options.warm === true) {
    pool.warm().catch(() => undefined);
    audits.warm();
  }

  return {
    handlers,
    hostHandlers,
    dispatch: createDispatch(handlers, logSurprise),
    dispatchHost: createHostDispatch(hostHandlers, logSurprise),
    uploadsFolder: workspace.uploadsFolder,
    sequence: () => events.sequence,
    eventsSince: (sequence) => events.since(sequence),
    subscribe: (listener) => events.subscribe(listener),
    readTimings: (studyId) => readTimings(workspace, runner, studyId),
    readSplits: async (studyId) => {
      const { spec } = workspace.studies.get(studyId);
      return materials.split(spec);
    },
    discard: (made) => discard(workspace, made),
    close,
  };
}

/** A failure nobody expected: the stack goes to the log, the message to the page. */
function logSurprise(error: unknown): void {
  console.error(error);
}
