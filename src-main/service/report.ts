import type { Status } from '../contract/application.ts';
import type { AuditResult } from '../contract/audit.ts';
import { AppError } from '../contract/error.ts';
import type { Handlers } from '../contract/procedure.ts';
import type { ColumnInput } from '../contract/input-setting.ts';
import type { StudySpec } from '../contract/study.ts';
import { describeNetworks } from '../core/train/describe-network.ts';
import type { ReportCost, ReportRecord } from '../core/report/record.ts';
import { renderReport } from '../core/report/render-report.ts';
import type { Workspace } from '../store/workspace.ts';
import { listCatalogue } from './catalogue.ts';
import { compareStudy } from './comparison.ts';
import type { ServiceContext } from './context.ts';
import { buildDesignCheck } from './design-check.ts';
import { explainVerdict } from './explain.ts';
import type { HistoryCache } from './history-cache.ts';
import { readLive } from './live.ts';
import { checkStudy } from './study-check.ts';
import { inputsOf } from './study-input.ts';
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
  const compared = compareStudy(workspace, histories, studyId, { baseline: null, metric: null });
  const { comparison, verdict } = compared;
  const status = await readStatus();
  const { design, networks } = await describePlan(context, study.spec);
  const used = study.engine as Status['engine']['kind'] | null;
  return renderReport({
    study: toStudy(study),
    dataset: workspace.datasets.get(study.spec.dataset.id),
    comparison,
    verdict,
    runs: workspace.runs.list(studyId),
    live: readLive(context, histories, studyId, null),
    design,
    explanations: await explainVerdict(context, histories, studyId, compared),
    audit: await auditPlan(context, study.id, study.spec),
    inputs: await describeInputs(context, study.spec),
    cost: readCost(workspace, studyId, networks),
    catalogue: listCatalogue(),
    versions: { ...status, engine: { ...status.engine, kind: used ?? status.engine.kind } },
    createdAt: new Date().toISOString(),
  });
}

/** How the inputs enter the network, from the data; nothing where the data cannot be read any more. */
async function describeInputs({ tables }: ServiceContext, spec: StudySpec): Promise<ColumnInput[] | null> {
  try {
    return await inputsOf(await tables.read(spec.dataset.id), spec);
  } catch (error) {
    if (error instanceof AppError) return null;
    throw error;
  }
}

/** The audit, from the data; nothing where the data cannot be read any more. */
async function auditPlan({ audits }: ServiceContext, studyId: string, spec: StudySpec): Promise<AuditResult | null> {
  try {
    return await audits.run(studyId, spec);
  } catch (error) {
    if (error instanceof AppError) return null;
    throw error;
  }
}

/** The design check and the network, from the data; nothing where the data cannot be read any more. */
async function describePlan(
  context: ServiceContext,
  spec: StudySpec,
): Promise<{ design: ReportRecord['design']; networks: ReportCost['networks'] }> {
  try {
    const { problems, material } = await checkStudy(context, spec);
    return {
      design: buildDesignCheck(spec, problems, material),
      networks: material === null ? [] : describeNetworks(spec, material.data.encoding),
    };
  } catch (error) {
    if (error instanceof AppError) return { design: null, networks: [] };
    throw error;
  }
}

function readCost(workspace: Workspace, studyId: string, networks: ReportCost['networks']): ReportCost {
  const cohorts = workspace.cohorts.list(studyId);
  const sum = (read: (cohort: (typeof cohorts)[number]) => number | null): number =>
    cohorts.reduce((total, cohort) => total + (read(cohort) ?? 0), 0);
  return {
    wallSeconds: workspace.studies.get(studyId).elapsedSeconds,
    compileSeconds: sum((cohort) => cohort.compileSeconds),
    trainSeconds: sum((cohort) => cohort.trainSeconds),
    evaluateSeconds: sum((cohort) => cohort.evaluateSeconds),
    networks,
  };
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
