import type { AuditResult, Finding } from '../contract/audit.ts';
import type { AuditCheckId } from '../contract/audit-setting.ts';
import type { Problem } from '../contract/design.ts';
import { AppError } from '../contract/error.ts';
import type { StudySpec } from '../contract/study.ts';
import type { ServiceContext } from './context.ts';
import type { CheckedStudy } from './material-cache.ts';

/** What the study check says of the same column already, by check of the audit. */
const saidAs: Readonly<Partial<Record<AuditCheckId, readonly string[]>>> = {
  'label-presence': ['no-labels', 'no-labels-in-part', 'few-labels-in-part', 'tasks-never-together'],
  'constant-target': ['constant-target', 'constant-target-in-train', 'one-class'],
  'class-imbalance': ['rare-class'],
  'target-among-inputs': ['target-among-inputs'],
  'unusable-input': ['empty-input', 'constant-input', 'identifier-input', 'labels-grouped'],
};

/**
 * The problems of a study with those of its audit, where it has been made; else it is made now, and told by an event when
 * it is there. Findings that the study check reports in its own words are not said twice.
 */
export function problemsWithAudit(
  { audits }: ServiceContext,
  studyId: string,
  spec: StudySpec,
  { problems, material }: CheckedStudy,
): Problem[] {
  const result = audits.known(spec);
  if (result !== null) return [...problems, ...toProblems(result, problems)].sort(bySeverity);
  // an audit of what cannot be trained would tell of nothing that the problems do not
  if (material !== null && spec.tasks.length > 0) audits.begin(studyId, spec);
  return [...problems];
}

/** Throws `impossible-study` with the first red finding where there is one. */
export async function requireAudited(
  { audits, workspace }: ServiceContext,
  studyId: string,
  spec: StudySpec,
): Promise<void> {
  const { findings } = await audits.run(studyId, spec);
  const red = findings.filter(({ severity }) => severity === 'red');
  const [first] = red;
  if (first === undefined) return;
  const more = red.length > 1 ? ` (and ${red.length - 1} more)` : '';
  const { fileName } = workspace.datasets.get(spec.dataset.id);
  throw new AppError('impossible-study', `${first.message}${more}; ${wayOut(first)}`, {
    details: { file: fileName, column: first.columns[0] ?? null, problems: red.map(toProblem) },
  });
}

function wayOut({ check }: Finding): string {
  return `or change the tolerance of the check '${check}' in the audit`;
}

function toProblems({ findings }: AuditResult, said: readonly Problem[]): Problem[] {
  return findings
    .filter(({ severity }) => severity !== 'note')
    .filter((finding) => !said.some((problem) => says(problem, finding)))
    .map((finding) => withProposal(toProblem(finding), said));
}

/** Where labels are short in a part, the split that the study check found for the same task. */
function withProposal(problem: Problem, said: readonly Problem[]): Problem {
  if (problem.code !== 'label-presence') return problem;
  const { proposal } =
    said.find(({ code, column }) => code === 'few-labels-in-part' && column === problem.column) ?? {};
  return proposal === undefined ? problem : { ...problem, proposal };
}

function says(problem: Problem, { check, columns, severity }: Finding): boolean {
  if (severity === 'red' && problem.severity !== 'error') return false;
  return problem.column !== null && columns.includes(problem.column) && saidAs[check]?.includes(problem.code) === true;
}

function toProblem({ check, severity, message, columns }: Finding): Problem {
  return {
    severity: severity === 'red' ? 'error' : severity === 'amber' ? 'warning' : 'note',
    code: check,
    message,
    step: 'audit',
    column: columns[0] ?? null,
  };
}

const order = { error: 0, warning: 1, note: 2 };

function bySeverity(first: Problem, second: Problem): number {
  return order[first.severity] - order[second.severity];
}
