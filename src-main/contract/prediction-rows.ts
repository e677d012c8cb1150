import type { CellValue } from './comma-separated.ts';
import type { Drift, Prediction, TaskPrediction } from './prediction.ts';

/** Head and the first rows of a prediction: what names a row, then each task's value, its probabilities, and the spread. */
export function predictionRows({ names, tasks }: Prediction, count: number): { head: string[]; rows: CellValue[][] } {
  return {
    head: ['row', ...names.map(({ column }) => column), ...tasks.flatMap(headOf)],
    rows: Array.from({ length: count }, (_, row): CellValue[] => [
      row + 1,
      ...names.map(({ values }) => values[row] ?? null),
      ...tasks.flatMap((task) => cellsOf(task, row)),
    ]),
  };
}

function headOf({ task, classes }: TaskPrediction): string[] {
  return [task, ...classes.map((label) => `P(${task} = ${label})`), `${task} spread`];
}

function cellsOf({ values, probabilities, spread }: TaskPrediction, row: number): CellValue[] {
  return [values[row] ?? null, ...(probabilities[row] ?? []), spread[row] ?? null];
}

/** One sentence of drift, without its full stop. */
export function sayDrift({ kind, column, rows, share, known, example }: Drift): string {
  const found = `${rows} ${rows === 1 ? 'row' : 'rows'} (${(100 * share).toFixed(1)} %)`;
  const first = `first in row ${example.row}`;
  if (kind === 'missing') return `${column} is missing in ${found}; training rows: ${known}`;
  if (kind === 'unseen-label') {
    return `${column} has labels that no training row has in ${found}, ${first}: ${example.value}; they are read as rare ones`;
  }
  return `${column} lies outside the training range ${known} in ${found}, ${first}: ${example.value}`;
}
