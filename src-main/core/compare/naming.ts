import { twinTask } from '../../contract/arm.ts';
import type { MetricLookup } from './metric-lookup.ts';

/** What people call the arms and metrics; what has no name is called by its id. */
export interface Naming {
  /** By arm id. */
  readonly armNames?: Readonly<Record<string, string>>;
  readonly directions?: MetricLookup;
}

const commonTwin = 'single-task';
const properNouns = new Set(['Brier', 'Matthews', 'Spearman', 'Poisson', 'Cohen', 'Nash', 'Tandem']);

export function isTwin(arm: string): boolean {
  return twinTask(arm) !== null || arm === commonTwin;
}

/** The name of an arm where it stands alone: in a table, a label or a title. */
export function nameOfArm(arm: string, naming: Naming): string {
  if (isTwin(arm)) return 'single-task twin';
  const names = naming.armNames;
  return names !== undefined && Object.hasOwn(names, arm) ? (names[arm] ?? arm) : arm;
}

/** The name of an arm within a sentence. An id stays as it is written. */
export function sayArm(arm: string, naming: Naming): string {
  const name = nameOfArm(arm, naming);
  return name === arm ? arm : withinSentence(name);
}

/** The name of a metric within a sentence, else its id. */
export function sayMetric(metric: string, naming: Naming): string {
  const name = naming.directions?.(metric)?.name;
  return name === undefined ? metric : withinSentence(name);
}

/** `Equal weights` as `equal weights`; `PCGrad`, `AUROC` and names of people keep their capitals. */
function withinSentence(name: string): string {
  const first = /^[A-Z][a-z]+(?![A-Za-z0-9])/.exec(name)?.[0];
  if (first === undefined || properNouns.has(first)) return name;
  return name.charAt(0).toLowerCase() + name.slice(1);
}
