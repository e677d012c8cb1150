import type { AuditCheckReport, AuditResult, Finding } from '../../contract/audit.ts';
import type { AuditCheck, Found } from './check.ts';
import { auditChecks } from './check/registry.ts';
import { createFrame, type AuditSource } from './frame.ts';
import { relateTasks } from './relation.ts';

const severityOrder = { red: 0, amber: 1, note: 2 };

export type AuditOutcome = Omit<AuditResult, 'figures'>;

/**
 * Runs every check that the study does not leave out, each with the study's tolerance or its own. `onCheck` hears of each
 * before it begins. Pure and seeded: the same source gives the same findings.
 */
export function runAudit(
  source: AuditSource,
  onCheck?: (name: string, done: number, total: number) => void,
): AuditOutcome {
  const frame = createFrame(source);
  const total = auditChecks.length + 1;
  const findings: Finding[] = [];
  const reports: AuditCheckReport[] = [];
  auditChecks.forEach((check, position) => {
    onCheck?.(check.name, position, total);
    const tolerance = toleranceOf(check, source);
    const outcome = tolerance === null ? { findings: [], rows: 0 } : check.find(frame, tolerance);
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
  });
  onCheck?.('Relations between tasks', auditChecks.length, total);
  return {
    findings: findings.sort((first, second) => severityOrder[first.severity] - severityOrder[second.severity]),
    checks: reports,
    presence: source.presence,
    relations: relateTasks(frame),
    rows: source.presence.rows,
    rowsGiven: source.table.rowCount,
  };
}

function toleranceOf(check: AuditCheck, { spec }: AuditSource): number | null {
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
