import type { ArmImportance } from '../../contract/importance.ts';
import { sayList } from '../compare/wording.ts';

const mostNamed = 5;

/** By input, in the order of `inputs`: the splits, ascending, in which no permutation gave a labelled test row another value of it. */
export function findUnmeasured(arms: readonly ArmImportance[]): number[][] {
  const inputs = arms[0]?.inputs ?? [];
  return inputs.map(({ column }) => {
    const splits = arms.flatMap((arm) => {
      const position = arm.inputs.findIndex((input) => input.column === column);
      return arm.runs.filter(({ varies }) => varies[position] === false).map(({ split }) => split);
    });
    return [...new Set(splits)].sort((first, second) => first - second);
  });
}

/** What cannot be measured, where and why; splits are counted from 1. Twin and arm have the same rows and permutations. */
export function sayUnmeasured(task: string, arms: readonly ArmImportance[]): string[] {
  const inputs = (arms[0]?.inputs ?? []).map(({ column }) => column);
  const rowsOf = new Map(arms.flatMap(({ runs }) => runs.map(({ split, rows }) => [split, rows] as const)));
  const few = [...rowsOf.keys()].filter((split) => (rowsOf.get(split) as number) < 2).sort((one, two) => one - two);
  const alone =
    few.length === 0
      ? []
      : [
          `no input can be measured in ${saySplits(few)}: with fewer than two labelled test rows of ${task} there is nothing to deal anew`,
        ];
  const unmeasured = findUnmeasured(arms).map((splits) => splits.filter((split) => !few.includes(split)));
  const groups = Map.groupBy(
    inputs.filter((_, position) => unmeasured[position]?.length !== 0),
    (column) => saySplits(unmeasured[inputs.indexOf(column)] ?? []),
  );
  return [
    ...alone,
    ...[...groups].map(
      ([where, columns]) =>
        `${sayInputs(columns)} cannot be measured in ${where}: no permutation gave a labelled test row of ${task} another value`,
    ),
  ];
}

function saySplits(splits: readonly number[]): string {
  return `${splits.length === 1 ? 'split' : 'splits'} ${sayList(splits.map((split) => String(split + 1)))}`;
}

function sayInputs(columns: readonly string[]): string {
  const rest = columns.length - mostNamed;
  return sayList([...columns.slice(0, mostNamed), ...(rest > 0 ? [`${rest} more`] : [])]);
}
