import type { Score } from './scores.ts';

/** What the paired values of a comparison are: splits with their seeds averaged, or the seeds of the only split. */
export interface Units {
  readonly kind: 'splits' | 'seeds';
  readonly splits: readonly number[];
  readonly seeds: readonly number[];
  readonly keys: readonly { split: number; seed: number | null }[];
}

/** One unit of an arm against its baseline: means over the seeds in which both are defined; null where none is. */
export interface PairedUnit {
  readonly split: number;
  readonly seed: number | null;
  readonly value: number | null;
  readonly baseline: number | null;
  /** Runs of this unit in which exactly one of the two is defined. */
  readonly unpaired: number;
}

function ascending(values: Iterable<number>): number[] {
  return [...new Set(values)].sort((first, second) => first - second);
}

export function findUnits(scores: readonly Score[]): Units {
  const splits = ascending(scores.map((score) => score.split));
  const seeds = ascending(scores.map((score) => score.seed));
  const only = splits.length === 1 ? splits[0] : undefined;
  if (only !== undefined) return { kind: 'seeds', splits, seeds, keys: seeds.map((seed) => ({ split: only, seed })) };
  return { kind: 'splits', splits, seeds, keys: splits.map((split) => ({ split, seed: null })) };
}

/** Scores by arm, task and metric, then by split and seed. */
export class ScoreTable {
  readonly arms: readonly string[];
  readonly tasks: readonly string[];
  readonly #values = new Map<string, Map<string, number>>();
  readonly #metrics = new Map<string, string[]>();

  constructor(scores: readonly Score[]) {
    this.arms = [...new Set(scores.map((score) => score.arm))];
    this.tasks = [...new Set(scores.map((score) => score.task))];
    for (const score of scores) {
      const key = cellKey(score.arm, score.task, score.metric);
      const cell = this.#values.get(key) ?? new Map<string, number>();
      cell.set(`${score.split}/${score.seed}`, score.value);
      this.#values.set(key, cell);
      const metrics = this.#metrics.get(score.task) ?? [];
      if (!metrics.includes(score.metric)) metrics.push(score.metric);
      this.#metrics.set(score.task, metrics);
    }
  }

  metricsOf(task: string): readonly string[] {
    return this.#metrics.get(task) ?? [];
  }

  has(arm: string, task: string, metric?: string): boolean {
    const metrics = metric === undefined ? this.metricsOf(task) : [metric];
    return metrics.some((name) => this.#values.has(cellKey(arm, task, name)));
  }

  /** The value of one run, or null where it is missing or undefined. */
  value(key: { arm: string; task: string; metric: string; split: number; seed: number }): number | null {
    const value = this.#values.get(cellKey(key.arm, key.task, key.metric))?.get(`${key.split}/${key.seed}`);
    return value === undefined || !Number.isFinite(value) ? null : value;
  }

  /** The runs of a unit in which both arm and baseline are defined, and how many had only one of them. */
  pairs(
    cell: { arm: string; baseline: string; task: string; metric: string },
    unit: { split: number; seed: number | null },
    seeds: readonly number[],
  ): { both: { value: number; baseline: number }[]; unpaired: number } {
    const { arm, baseline, task, metric } = cell;
    const both: { value: number; baseline: number }[] = [];
    let unpaired = 0;
    for (const seed of unit.seed === null ? seeds : [unit.seed]) {
      const value = this.value({ arm, task, metric, split: unit.split, seed });
      const other = this.value({ arm: baseline, task, metric, split: unit.split, seed });
      if (value !== null && other !== null) both.push({ value, baseline: other });
      else if (value !== null || other !== null) unpaired += 1;
    }
    return { both, unpaired };
  }
}

function cellKey(arm: string, task: string, metric: string): string {
  return JSON.stringify([arm, task, metric]);
}
