import type { CellValue } from './comma-separated.ts';
import type { AbsentInput, Drift, Prediction, TaskPrediction } from './prediction.ts';

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

const mostAbsent = 10;

/** What it means that inputs are not in the file, without its full stop. */
export function sayAbsent(absent: readonly AbsentInput[]): string {
  const named = absent.slice(0, mostAbsent).map(({ column, near, share }) => {
    const notes = [
      ...(near === null ? [] : [`did you mean ${near}?`]),
      ...(share === 0 ? [] : [`missing in ${(100 * share).toFixed(1)} % of the training rows`]),
    ];
    return notes.length === 0 ? column : `${column} (${notes.join(' ')})`;
  });
  const rest = absent.length > mostAbsent ? ` and ${absent.length - mostAbsent} more` : '';
  const never = absent.filter(({ share }) => share === 0).length;
  const which = never < absent.length ? 'the others' : never === 1 ? 'it' : 'them';
  return [
    `not in the file and read as missing in every row: ${named.join(', ')}${rest}`,
    ...(never === 0 ? [] : [`no training row lacked ${which}`]),
    'predictions are less sure than the metrics on test rows, and the spread does not tell by how much',
  ].join('; ');
}

/** One sentence of drift, without its full stop. */
export function sayDrift({ kind, column, rows, share, known, example }: Drift): string {
  const found = `${rows} ${rows === 1 ? 'row' : 'rows'} (${(100 * share).toFixed(1)} %)`;
  const first = `first in data row ${example.row}`;
  if (kind === 'missing') return `${column} is missing in ${found}; training rows: ${known}`;
  if (kind === 'unseen-label') {
    return `${column} has labels that no training row has in ${found}, ${first}: ${example.value}; they are read as rare ones`;
  }
  return `${column} lies outside the training range ${known} in ${found}, ${first}: ${example.value}`;
}
