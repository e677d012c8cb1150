import { twinId } from '../../contract/arm.ts';
import { AppError } from '../../contract/error.ts';
import type { MetricDirection, MetricLookup } from './metric-lookup.ts';
import type { CompareOptions } from './options.ts';
import type { ScoreTable } from './pairing.ts';

const commonTwin = 'single-task';

/** The baseline of a task, or null where the chosen one has no score for it. */
export function baselineOf(table: ScoreTable, task: string, baseline: string | null): string | null {
  if (baseline !== null) return table.has(baseline, task) ? baseline : null;
  return [twinId(task), commonTwin].find((arm) => table.has(arm, task)) ?? null;
}

/** Throws `bad-option` where the baseline or the metric names nothing that was scored. */
export function checkChoice(table: ScoreTable, options: CompareOptions): void {
  const { baseline, metric } = options;
  const arms = table.arms.join(', ') || 'none';
  if (baseline !== null && !table.arms.includes(baseline)) {
    throw new AppError('bad-option', `unknown baseline; choose one of the arms ${arms}: ${baseline}`);
  }
  if (table.tasks.length > 0 && table.tasks.every((task) => baselineOf(table, task, baseline) === null)) {
    const example = twinId(table.tasks[0] ?? 'TASK');
    throw new AppError(
      'bad-option',
      `missing baseline: no arm is named ${example} or ${commonTwin}; choose the baseline among the arms ${arms}`,
    );
  }
  const metrics = [...new Set(table.tasks.flatMap((task) => table.metricsOf(task)))];
  if (metric !== null && metrics.length > 0 && !metrics.includes(metric)) {
    throw new AppError('bad-option', `unknown metric; the scores hold ${metrics.join(', ')}: ${metric}`);
  }
}

/** The metrics shown for a task: the chosen one, its primary one, or all. */
export function shownMetrics(table: ScoreTable, task: string, options: CompareOptions): readonly string[] {
  const scored = table.metricsOf(task);
  if (options.metric !== null) return scored.filter((metric) => metric === options.metric);
  const primary = options.primaryMetrics?.[task];
  return primary === undefined ? scored : scored.filter((metric) => metric === primary);
}

/** Every arm that is compared with `baseline` on a task, in the order of the scores. */
export function challengers(table: ScoreTable, task: string, baseline: string): readonly string[] {
  return table.arms.filter((arm) => arm !== baseline && table.has(arm, task));
}

/** Throws `bad-data` for a metric whose direction nobody knows: a guess could turn the verdict round. */
export function directionOf(lookup: MetricLookup, metric: string): MetricDirection {
  const direction = lookup(metric);
  if (direction === undefined) {
    throw new AppError(
      'bad-data',
      `unknown metric; its direction (higher or lower is better) is not known, so name it as in \`tandem methods\` or give a column higher_is_better: ${metric}`,
      { details: { metric } },
    );
  }
  return direction;
}
