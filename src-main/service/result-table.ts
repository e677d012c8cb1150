import { twinTask } from '../contract/arm.ts';
import type { Comparison, ComparisonRow } from '../contract/comparison.ts';
import { nameOfArm, type Naming } from '../core/compare/naming.ts';
import { readingWords } from '../core/compare/reading.ts';
import { sayChoice } from '../core/compare/summarize-choices.ts';
import {
  formatFixed,
  formatInterval,
  formatNumber,
  formatP,
  formatSigned,
  decimalsFor,
} from '../core/compare/wording.ts';

export type { Naming };

/** A table as text, ready to be aligned. */
export interface TextTable {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Columns that hold numbers. */
  readonly rightAligned: readonly number[];
}

/** One line a task, metric and arm: means, paired difference with its interval, corrected p, effect size, reading. */
export function toResultTable(comparison: Comparison, naming: Naming = {}): TextTable {
  const baseline = comparison.rows.every((row) => twinTask(row.baseline) !== null) ? 'twin' : 'baseline';
  return {
    header: ['task', 'metric', 'arm', baseline, 'mean', 'difference', '95 % CI', 'p (Holm)', 'd_z', 'W/T/L', 'reading'],
    rightAligned: [3, 4, 5, 6, 7, 8, 9],
    rows: comparison.rows.map((row) => [
      row.task,
      row.metric,
      nameOfArm(row.arm, naming),
      formatOr(row.baselineMean),
      formatOr(row.mean),
      formatDifference(row),
      row.ci95 === null ? '–' : formatInterval(row.ci95),
      row.pHolm === null ? '–' : formatP(row.pHolm),
      row.dz === null ? '–' : formatFixed(row.dz, 2),
      `${row.wins}/${row.ties}/${row.losses}`,
      row.reason ?? readingWords[row.reading],
    ]),
  };
}

/** One line an arm: Delta-MTL in percent both ways, worst task, mean rank. */
export function toDeltaTable(comparison: Comparison, naming: Naming = {}): TextTable {
  return {
    header: ['arm', 'Delta-MTL %', '95 % CI', 'metric-flat %', 'worst task', 'mean rank'],
    rightAligned: [1, 2, 3, 5],
    rows: comparison.deltaMtl.map((delta) => [
      nameOfArm(delta.arm, naming),
      delta.taskAveraged === null ? '–' : formatSigned(delta.taskAveraged, 2),
      delta.ci95 === null ? '–' : formatInterval(delta.ci95, 2),
      delta.metricFlat === null ? '–' : formatSigned(delta.metricFlat, 2),
      delta.worstTask === null ? '–' : `${delta.worstTask.task} (${formatSigned(delta.worstTask.percent, 1)} %)`,
      delta.meanRank === null ? '–' : formatFixed(delta.meanRank, 2),
    ]),
  };
}

/** One line for each thing that the runs of an arm chose on their validation rows; no line where none did. */
export function toChoiceTable(comparison: Comparison, naming: Naming = {}): TextTable {
  return {
    header: ['arm', 'settled by the runs', 'value'],
    rightAligned: [],
    rows: comparison.choices.map((choice) => [nameOfArm(choice.arm, naming), choice.name, sayChoice(choice)]),
  };
}

function formatOr(value: number | null): string {
  return value === null ? '–' : formatNumber(value);
}

function formatDifference({ difference, ci95 }: ComparisonRow): string {
  if (difference === null) return '–';
  return ci95 === null ? formatNumber(difference) : formatSigned(difference, decimalsFor((ci95[1] - ci95[0]) / 2));
}
