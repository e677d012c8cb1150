import type { Naming } from './naming.ts';

export interface VerdictOptions extends Naming {
  /** Then practically equal or safe on every task is enough to adopt. */
  readonly fewerModelsIsAGoal?: boolean;
  /** The metric that decides where a task shows several; else its first. */
  readonly primaryMetrics?: Readonly<Record<string, string>>;
  /** Labelled rows per task, for the explanation of a task that got worse. */
  readonly labelCounts?: Readonly<Record<string, number>>;
}
