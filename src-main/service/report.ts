import type { Status } from '../contract/application.ts';
import type { Handlers } from '../contract/procedure.ts';
import { renderReport } from '../core/report/render-report.ts';
import { listCatalogue } from './catalogue.ts';
import { compareStudy } from './comparison.ts';
import type { ServiceContext } from './context.ts';
import type { HistoryCache } from './history-cache.ts';
import { readLive } from './live.ts';
import { toStudy } from './study.ts';

/** The report of a study as one HTML page, from what is stored. Throws AppError `bad-data` before a run has ended. */
export async function buildReport(
  context: ServiceContext,
  histories: HistoryCache,
  readStatus: () => Promise<Status>,
  studyId: string,
): Promise<string> {
  const { workspace } = context;
  const study = workspace.studies.get(studyId);
  const { comparison, verdict } = compareStudy(workspace, histories, studyId, { baseline: null, metric: null });
  const status = await readStatus();
  const used = study.engine as Status['engine']['kind'] | null;
  return renderReport({
    study: toStudy(study),
    dataset: workspace.datasets.get(study.spec.dataset.id),
    comparison,
    verdict,
    runs: workspace.runs.list(studyId),
    live: readLive(context, histories, studyId, null),
    catalogue: listCatalogue(),
    versions: { ...status, engine: { ...status.engine, kind: used ?? status.engine.kind } },
    createdAt: new Date().toISOString(),
  });
}

export function createReportHandlers(
  context: ServiceContext,
  histories: HistoryCache,
  readStatus: () => Promise<Status>,
): Pick<Handlers, 'report.preview'> {
  return {
    'report.preview': async ({ studyId }) => ({ html: await buildReport(context, histories, readStatus, studyId) }),
  };
}
