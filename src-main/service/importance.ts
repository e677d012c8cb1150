import { armId, twinId } from '../contract/arm.ts';
import { AppError } from '../contract/error.ts';
import type { ArmImportance, Importance, ImportanceRequest } from '../contract/importance.ts';
import type { Handlers } from '../contract/procedure.ts';
import type { Task } from '../contract/study.ts';
import { summarizeImportance } from '../core/importance/summarize-importance.ts';
import { findMetric } from '../core/metric/registry.ts';
import type { ImportanceKey } from '../store/importance-store.ts';
import { atOnce } from './at-once.ts';
import { nameStudy } from './comparison.ts';
import type { ServiceContext } from './context.ts';
import { onStudyDeleted } from './event-log.ts';
import { checkArm, findTask, readTrainedData, readTrainedRuns } from './kept-models.ts';
import type { SideJob, SideTrainer } from './training/side-trainer.ts';

type ImportanceHandlers = Pick<Handlers, 'importance.get' | 'importance.run' | 'importance.cancel'>;

interface Work {
  readonly studyId: string;
  readonly result: Promise<Importance>;
  stop(): void;
}

/**
 * Which inputs the models of an arm and their twins rely on. It is measured in a trainer process, so that the service answers
 * meanwhile, and kept with the study: what was measured of a twin serves every arm.
 */
export function createImportanceHandlers(context: ServiceContext, trainer: SideTrainer): ImportanceHandlers {
  const { workspace, events } = context;
  const works = new Map<string, Work>();

  function known(request: ImportanceRequest): Importance | null {
    const [arm, twin] = keysOf(request).map((key) => workspace.importances.find(key));
    return arm && twin ? summarize(context, request, arm, twin) : null;
  }

  function start(request: ImportanceRequest): Work {
    const { studyId } = request;
    let job: SideJob<ArmImportance> | null = null;
    let isStopped = false;
    const announce = (fraction: number): void =>
      events.emit({ kind: 'importance-progress', studyId, arm: request.arm, task: request.task, fraction });

    async function measureAll(): Promise<Importance> {
      announce(0);
      const { spec } = workspace.studies.get(studyId);
      const task = findTask(spec, request.task);
      const training = trainingOf(context, studyId);
      const missing = keysOf(request).filter((key) => workspace.importances.find(key) === null);
      const planned = missing.map((key) => ({ key, runs: readTrainedRuns(context, studyId, { arm: key.arm, task }) }));
      const data = await readTrainedData(context, studyId);
      const material = { spec, ...data };
      for (const [position, { key, runs }] of planned.entries()) {
        if (isStopped) throw givenUp();
        job = trainer.start(
          (id) => ({ kind: 'importance', job: id, work: { material, task, repeats: key.repeats, runs } }),
          (reply) => (reply.kind === 'importance' ? reply.result : null),
          (share) => announce((position + Math.min(share, 0.999)) / planned.length),
        );
        const measured = await job.result;
        if (trainingOf(context, studyId) !== training) throw trainedMeanwhile(studyId);
        workspace.transact(() => workspace.importances.set(key, measured));
      }
      const result = known(request);
      if (result === null) throw trainedMeanwhile(studyId);
      return result;
    }

    const result = measureAll().finally(() => {
      works.delete(JSON.stringify(request));
      announce(1);
    });
    return {
      studyId,
      result,
      stop() {
        isStopped = true;
        job?.stop(givenUp());
      },
    };
  }

  function stopAll(studyId: string): boolean {
    const own = [...works.values()].filter((work) => work.studyId === studyId);
    for (const work of own) work.stop();
    return own.length > 0;
  }
  onStudyDeleted(events, stopAll);

  return {
    'importance.get': atOnce((request) => {
      check(context, request);
      return known(request);
    }),
    'importance.run': async (request) => {
      check(context, request);
      const found = known(request);
      if (found !== null) return found;
      const { spec, status } = workspace.studies.get(request.studyId);
      if (status === 'running') {
        throw new AppError('conflict', `the study ${request.studyId} is running; wait until it has ended`);
      }
      findTask(spec, request.task);
      const key = JSON.stringify(request);
      const work = works.get(key) ?? start(request);
      works.set(key, work);
      return work.result;
    },
    'importance.cancel': atOnce(({ studyId }) => ({ cancelled: stopAll(studyId) })),
  };
}

function keysOf({ studyId, arm, task, repeats }: ImportanceRequest): [ImportanceKey, ImportanceKey] {
  return [
    { studyId, arm, task, repeats },
    { studyId, arm: twinId(task), task, repeats },
  ];
}

function check({ workspace }: ServiceContext, { studyId, arm, task }: ImportanceRequest): void {
  const { spec } = workspace.studies.get(studyId);
  findTask(spec, task);
  checkArm(spec, arm, spec.arms.map(armId));
}

/** Tells trainings of a study apart: one that was resumed has other models. */
function trainingOf({ workspace }: ServiceContext, studyId: string): string {
  const { status, elapsedSeconds } = workspace.studies.get(studyId);
  return `${status === 'running' ? 'running' : 'ended'} ${elapsedSeconds}`;
}

function trainedMeanwhile(studyId: string): AppError {
  return new AppError('conflict', `the study ${studyId} was trained meanwhile; compute it again`);
}

function summarize(
  { workspace }: ServiceContext,
  { studyId, arm, task, repeats }: ImportanceRequest,
  measured: ArmImportance,
  twin: ArmImportance,
): Importance {
  const { spec } = workspace.studies.get(studyId);
  const taskIndex = findTask(spec, task);
  const { description: metric } = findMetric((spec.tasks[taskIndex] as Task).primaryMetric);
  const sizes = new Map(workspace.runs.listSplitSizes(studyId).map((size) => [size.split, size]));
  return summarizeImportance({ task, taskIndex, arm, metric, repeats, sizes, ...nameStudy(spec) }, measured, twin);
}

function givenUp(): AppError {
  return new AppError('cancelled', 'the importance of the inputs was given up; compute it again');
}
