import type { ArmSpec, Network, Training } from '../../contract/study.ts';
import { deriveSeed, permutation } from '../util/hash.ts';
import { drawNormal } from './draw.ts';
import type { LabStudy } from './scenario.ts';

/** The share of rows that a study with its usual split trains on: the rest validates and tests. */
const trainedShare = 0.64;
const fewestRows = 60;

export interface RegressionRows {
  /** Labelled rows that a task shall train on. */
  readonly rows: number;
  readonly dimensions: number;
  /** True weights of every task. */
  readonly tasks: readonly ArrayLike<number>[];
  /** Of all tasks, or of each. */
  readonly noise: number | readonly number[];
  readonly seed: number;
  /** Of every task: labelled rows to train on where fewer than `rows`. */
  readonly labelled?: readonly number[];
  /** Of every task: what its labels are multiplied by, and what is then added. */
  readonly scale?: readonly { readonly factor: number; readonly offset: number }[];
}

/** So many rows that a study has `rows` to train on. */
export function rowsForStudy(rows: number): number {
  return Math.max(fewestRows, Math.ceil(rows / trainedShare));
}

/** Normal inputs `x1` ... and labels `task_1` ... that are linear in them with noise. */
export function regressionRows(options: RegressionRows): LabStudy['columns'] {
  const { dimensions, tasks, noise, seed } = options;
  const count = rowsForStudy(options.rows);
  const inputs = Array.from({ length: dimensions }, (_, column) =>
    drawNormal(count, seed, 'study', 'input', column).map(toShort),
  );
  const labels = tasks.map((weights, task) => {
    const errors = drawNormal(count, seed, 'study', 'noise', task);
    const spread = typeof noise === 'number' ? noise : (noise[task] ?? 0);
    const { factor, offset } = options.scale?.[task] ?? { factor: 1, offset: 0 };
    const kept = keepLabels(count, options.labelled?.[task], deriveSeed(seed, 'study', 'labels', task));
    return Array.from({ length: count }, (_, row) => {
      if (!kept.has(row)) return null;
      const signal = inputs.reduce((sum, column, index) => sum + (column[row] as number) * (weights[index] ?? 0), 0);
      return toShort(factor * (signal + spread * (errors[row] as number)) + offset);
    });
  });
  return [
    ...inputs.map((values, index) => ({ name: `x${index + 1}`, values: [...values] })),
    ...labels.map((values, task) => ({ name: `task_${task + 1}`, values })),
  ];
}

/** A study of regression tasks `task_1` ..., trained long enough for a linear network to settle. */
export function regressionStudy(
  columns: LabStudy['columns'],
  given: {
    readonly network: Partial<Network>;
    readonly training?: Partial<Training>;
    readonly arms?: readonly ArmSpec[];
  },
  note: string,
): LabStudy {
  const tasks = columns.filter(({ name }) => name.startsWith('task_'));
  return {
    columns,
    tasks: tasks.map(({ name }) => ({ column: name, type: 'regression' })),
    network: { dropout: 0, layerNorm: false, ...given.network },
    training: { learningRate: 0.01, weightDecay: 0, epochs: 200, patience: 40, batchSize: 32, ...given.training },
    arms: given.arms ?? [{ method: 'equal', sharing: 'hard', parameters: {} }],
    note,
  };
}

/** Which rows keep their label, drawn by lot. */
function keepLabels(count: number, wanted: number | undefined, seed: number): ReadonlySet<number> {
  const kept = wanted === undefined ? count : Math.min(count, Math.max(1, Math.ceil(wanted / trainedShare)));
  return new Set(permutation(count, seed).slice(0, kept));
}

/** Six significant digits: as much as a measurement would have, and a file that people can read. */
function toShort(value: number): number {
  return Number(value.toPrecision(6));
}
