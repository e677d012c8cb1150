import { statSync } from 'node:fs';
import path from 'node:path';
import { twinId } from '../contract/arm.ts';
import { AppError } from '../contract/error.ts';
import type { OverallVerdict } from '../contract/comparison.ts';
import type { KeptModels } from '../contract/prediction.ts';
import { readModels } from '../store/result-file.ts';
import { compareStudy } from './comparison.ts';
import type { ServiceContext } from './context.ts';
import type { HistoryCache } from './history-cache.ts';

/** What a study has kept of its models, and which of them the verdict would have serve each task. */
export function listModels({ workspace }: ServiceContext, histories: HistoryCache, studyId: string): KeptModels {
  const { spec } = workspace.studies.get(studyId);
  const places = workspace.models.list(studyId);
  const runs = new Map(workspace.runs.list(studyId).map((run) => [run.id, run]));
  const modelsOf = readModels(workspace, studyId);
  const byArm = Map.groupBy(new Set(places.map(({ runId }) => runId)), (id) => runs.get(id)?.arm ?? '');
  const arms = [...byArm].map(([arm, ids]) => {
    const models = ids.map(modelsOf);
    const tasks = new Set(models.flat().flatMap((model) => model.tasks));
    const bytes = models.flat().reduce((sum, model) => sum + model.parameters.byteLength, 0);
    return {
      arm,
      tasks: spec.tasks.map((task) => task.column).filter((_, task) => tasks.has(task)),
      runs: ids.length,
      bytesPerRun: Math.round(bytes / ids.length),
    };
  });
  const verdict = overallVerdict({ workspace }, histories, studyId);
  const able = (arm: string, task: string): boolean => arms.some((one) => one.arm === arm && one.tasks.includes(task));
  const serve = spec.tasks.map(({ column: task }) => {
    const together = verdict?.arm ?? null;
    const wanted = together !== null && verdict?.tasks.includes(task) === true ? together : twinId(task);
    const any = arms.find((one) => one.tasks.includes(task))?.arm ?? null;
    return { task, arm: able(wanted, task) ? wanted : any };
  });
  return { bytes: sizeOf(workspace.runsFolder, places), arms, serve, verdict: verdict?.title ?? null };
}

function overallVerdict(
  { workspace }: Pick<ServiceContext, 'workspace'>,
  histories: HistoryCache,
  studyId: string,
): OverallVerdict | null {
  try {
    return compareStudy(workspace, histories, studyId, { baseline: null, metric: null }).verdict.overall;
  } catch (error) {
    // nothing to compare yet
    if (error instanceof AppError) return null;
    throw error;
  }
}

function sizeOf(folder: string, places: readonly { readonly file: string }[]): number {
  const files = new Set(places.map(({ file }) => path.join(folder, file)));
  return [...files].reduce((sum, file) => sum + (statSync(file, { throwIfNoEntry: false })?.size ?? 0), 0);
}
