import type { ArmChoice, GradientCosine } from '../../contract/comparison.ts';
import type { Claim } from '../../contract/study.ts';
import type { MetricLookup } from './metric-lookup.ts';
import type { Naming } from './naming.ts';

export interface CompareOptions extends Naming {
  /** An arm, or null: each task's single-task twin (or the arm `single-task` where scores come from elsewhere). */
  readonly baseline: string | null;
  /** One metric, or null: each task's primary metric, and every metric of a task that names none. */
  readonly metric: string | null;
  readonly primaryMetrics?: Readonly<Record<string, string>>;
  readonly directions: MetricLookup;
  /** Region of practical equivalence per task, in units of its primary metric; null takes the default. */
  readonly ropes?: Readonly<Record<string, number | null>>;
  /** One region for every row. */
  readonly rope?: number;
  /** What the analyst wants to speak of; with one split it is always that split. Default 'new-data'. */
  readonly claim?: Claim;
  readonly gradientCosines?: readonly GradientCosine[];
  readonly choices?: readonly ArmChoice[];
}
