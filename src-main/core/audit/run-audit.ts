import type { AuditCheckReport, AuditResult, Finding, TaskRelation } from '../../contract/audit.ts';
import type { AuditCheckId } from '../../contract/audit-setting.ts';
import type { AuditCheck, CheckOutcome, Found } from './check.ts';
import { auditChecks } from './check/registry.ts';
import { createFrame, type AuditFrame, type AuditSource } from './frame.ts';
import { relateTasks } from './relation.ts';

const severityOrder = { red: 0, amber: 1, note: 2 };

export type AuditOutcome = Omit<AuditResult, 'figures'>;

/** What is done at once: one check, or the relations between tasks, which come last in an undivided audit. */
export type AuditStep =
  | { readonly kind: 'check'; readonly id: AuditCheckId; readonly outcome: CheckOutcome }
  | { readonly kind: 'relations'; readonly relations: TaskRelation[] };

/** Names of the steps, in the order in which an undivided audit takes them. */
export const auditSteps: readonly string[] = [...auditChecks.map(({ name }) => name), 'Relations between tasks'];

/** The checks that take longest, the longest first: a divided audit ends soonest when it begins with them. */
const longest: readonly AuditCheckId[] = [
  'noise',
  'input-leakage',
  'task-leakage',
  'spurious-link',
  'target-among-inputs',
];

/** The steps by their places in `auditSteps`, in the order in which threads had best take them. */
export const dividedOrder: readonly number[] = auditSteps
  .map((_, step) => step)
  .toSorted((first, second) => rankOf(first) - rankOf(second));

function rankOf(step: number): number {
  const rank = longest.findIndex((id) => id === auditChecks[step]?.id);
  return rank < 0 ? longest.length : rank;
}

/**
 * Runs every check that the study does not leave out, each with the study's tolerance or its own. `onCheck` hears of each
 * before it begins. Pure and seeded: the same source gives the same findings.
 */
export function runAudit(
  source: AuditSource,
  onCheck?: (name: string, done: number, total: number) => void,
): AuditOutcome {
  const frame = createFrame(source);
  const steps = auditSteps.map((name, step) => {
    onCheck?.(name, step, auditSteps.length);
    return takeStep(frame, step);
  });
  return assembleAudit(source, steps);
}

/** One step, the same whichever were taken before: steps may be divided among threads, each with a frame of its own. */
export function takeStep(frame: AuditFrame, step: number): AuditStep {
  const check = auditChecks[step];
  if (check === undefined) return { kind: 'relations', relations: relateTasks(frame) };
  const tolerance = toleranceOf(check, frame);
  const outcome = tolerance === null ? { findings: [], rows: 0 } : check.find(frame, tolerance);
  return { kind: 'check', id: check.id, outcome };
}

/** The audit of all its steps, in whatever order they ended. */
export function assembleAudit(
  source: Pick<AuditSource, 'spec' | 'presence'> & { readonly table: Pick<AuditSource['table'], 'rowCount'> },
  steps: readonly AuditStep[],
): AuditOutcome {
  const outcomes = new Map(steps.flatMap((step) => (step.kind === 'check' ? [[step.id, step.outcome]] : [])));
  const findings: Finding[] = [];
  const reports: AuditCheckReport[] = [];
  for (const check of auditChecks) {
    const tolerance = toleranceOf(check, source);
    const outcome = outcomes.get(check.id) ?? { findings: [], rows: 0 };
    findings.push(...outcome.findings.map((found) => toFinding(check, found, tolerance ?? 0)));
    reports.push({
      id: check.id,
      name: check.name,
      computes: check.computes,
      cannotSee: check.cannotSee,
      tolerance: { ...check.tolerance, used: tolerance },
      rows: outcome.rows,
      skipped: tolerance === null ? 'left out by the settings of this study' : (outcome.skipped ?? null),
      findings: outcome.findings.length,
    });
  }
  return {
    findings: findings.sort((first, second) => severityOrder[first.severity] - severityOrder[second.severity]),
    checks: reports,
    presence: source.presence,
    relations: steps.flatMap((step) => (step.kind === 'relations' ? step.relations : [])),
    rows: source.presence.rows,
    rowsGiven: source.table.rowCount,
  };
}

function toleranceOf(check: AuditCheck, { spec }: Pick<AuditSource, 'spec'>): number | null {
  const given = spec.audit?.tolerances[check.id];
  return given === undefined ? check.tolerance.default : given;
}

function toFinding(check: AuditCheck, found: Found, threshold: number): Finding {
  const columns = found.columns ?? [];
  const rows = found.rows ?? [];
  return {
    ...found,
    id: JSON.stringify([check.id, found.severity, columns, found.tasks]),
    check: check.id,
    columns,
    threshold: found.threshold ?? threshold,
    numbers: found.numbers ?? [],
    rows,
    rowCount: found.rowCount ?? rows.length,
    mend: found.mend ?? null,
  };
}
