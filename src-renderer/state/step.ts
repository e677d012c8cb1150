import { isAlternative } from '../../src-main/contract/arm.ts';
import type { LiveStudy } from '../../src-main/contract/live.ts';
import type { Problem } from '../../src-main/contract/design.ts';
import type { Study, StudySpec } from '../../src-main/contract/study.ts';
import type { Screen } from './navigation.svelte.ts';

export type StepStatus = 'done' | 'open' | 'problem' | 'blocked';

/** A stage of the path from data to report, as the sidebar shows it. */
export interface StepItem {
  readonly screen: Screen;
  readonly label: string;
  readonly status: StepStatus;
  /** What was chosen, or why the step cannot be taken yet. */
  readonly hint: string;
}

/** The steps in order; the place of a step is its number key. */
export const stepOrder: readonly { readonly screen: Screen; readonly label: string }[] = [
  { screen: 'data', label: 'Data' },
  { screen: 'audit', label: 'Audit' },
  { screen: 'tasks', label: 'Tasks' },
  { screen: 'sharing', label: 'Sharing' },
  { screen: 'balancing', label: 'Balancing' },
  { screen: 'design', label: 'Design check' },
  { screen: 'run', label: 'Run' },
  { screen: 'compare', label: 'Compare' },
  { screen: 'explain', label: 'Explain' },
  { screen: 'report', label: 'Report' },
  { screen: 'models', label: 'Models' },
];

const afterRun: readonly Screen[] = ['compare', 'explain', 'report', 'models'];

interface StepSource {
  readonly study: Study | null;
  readonly spec: StudySpec | null;
  readonly problems: readonly Problem[];
  readonly live: LiveStudy | null;
}

export function stepsOf(source: StepSource): readonly StepItem[] {
  return stepOrder.map(({ screen, label }) => ({ screen, label, ...stateOf(screen, source) }));
}

function stateOf(screen: Screen, source: StepSource): { status: StepStatus; hint: string } {
  const { study, spec } = source;
  if (study === null || spec === null) {
    return screen === 'data' ? { status: 'open', hint: '' } : { status: 'blocked', hint: 'needs data' };
  }
  const isDraft = study.status === 'draft';
  const hint = hintOf(screen, study, spec, source);
  if (screen === 'run')
    return isDraft ? { status: 'blocked', hint: 'not started' } : { status: runStatus(study), hint };
  if (afterRun.includes(screen)) {
    const isReady = study.status === 'completed' || study.status === 'stopped';
    return isReady ? { status: 'done', hint } : { status: 'blocked', hint: 'after the run' };
  }
  if (!isDraft) return { status: 'done', hint };
  if (source.problems.some((problem) => problem.severity === 'error' && problem.step === screen)) {
    return { status: 'problem', hint };
  }
  return { status: isChosen(screen, spec) ? 'done' : 'open', hint };
}

function runStatus(study: Study): StepStatus {
  if (study.status === 'failed' || study.status === 'interrupted') return 'problem';
  return study.status === 'running' ? 'open' : 'done';
}

function isChosen(screen: Screen, spec: StudySpec): boolean {
  if (screen === 'tasks' || screen === 'audit') return spec.tasks.length > 0;
  if (screen === 'balancing') return spec.arms.length > 0;
  return screen === 'data' || screen === 'sharing' || (screen === 'design' && spec.tasks.length > 0);
}

function hintOf(screen: Screen, study: Study, spec: StudySpec, { live, problems }: StepSource): string {
  switch (screen) {
    case 'data':
      return `${Object.values(spec.roles).filter((role) => role === 'input').length} inputs`;
    case 'audit':
      return auditHint(problems);
    case 'tasks':
      return spec.tasks.length === 0 ? 'none yet' : String(spec.tasks.length);
    case 'sharing':
      return sharingHint(spec);
    case 'balancing':
      return spec.arms.length === 1 ? '1 arm' : `${spec.arms.length} arms`;
    case 'design':
      return `${spec.split.splits} × ${spec.seeds}`;
    case 'run':
      return runHint(study, live);
    default:
      return '';
  }
}

function auditHint(problems: readonly Problem[]): string {
  const found = problems.filter((problem) => problem.step === 'audit');
  const red = found.filter((problem) => problem.severity === 'error').length;
  return red > 0 ? `${red} red` : found.length > 0 ? `${found.length} amber` : '';
}

function runHint(study: Study, live: LiveStudy | null): string {
  if (study.status !== 'running')
    return study.status === 'completed' ? `${live?.runs.length ?? ''} runs`.trim() : study.status;
  return live === null ? 'running' : `${Math.floor(live.fraction * 100)} %`;
}

/** The forms of the multi-task arms, or how many there are. */
function sharingHint({ arms }: StudySpec): string {
  const forms = new Set(arms.filter(({ method }) => !isAlternative(method)).map((arm) => arm.sharing));
  return forms.size > 2 ? `${forms.size} forms` : [...forms].join(', ');
}
