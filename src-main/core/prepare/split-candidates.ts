import type { SplitPlan, StudySpec } from '../../contract/study.ts';
import { countLabels } from '../table/cell.ts';
import type { Table, TableColumn } from '../table/table.ts';
import { saysParts } from './split-column.ts';
import { usualFolds } from './split-folds.ts';

/** The settings of a study that decide what its splits are and what they can carry. */
export type SplitChoice = Pick<StudySpec, 'split' | 'baseSeed' | 'seeds' | 'claim'>;

/** Another plan, untried. */
export interface SplitCandidate extends SplitChoice {
  readonly why: string;
  /** Whether it answers the same question: groups stay on one side, tests lie in the future, the column's parts are used. */
  readonly keeps: boolean;
}

/** Test and validation shares that give small tasks more labels there. */
const widerShares: readonly (readonly [number, number])[] = [
  [0.25, 0.25],
  [0.3, 0.3],
  [0.33, 0.5],
];
const fewerSplits = [5, 3, 2];
const fewerFolds = [10, 8, 6, 5, 4, 3, 2];
const carryingSplits = 10;
const carryingSeeds = 10;
const largestSeed = 2147483647;

const inProportion = 'the labels of every task then stand in the same proportions in every part';
const wider = 'larger validation and test parts get labels of every task';
const givenUp: Readonly<Partial<Record<SplitPlan['kind'], string>>> = {
  group: 'but rows of one group then stand on both sides, so that the results speak of groups that training knows',
  time: 'but rows later than those to test on are then trained on, so that the results say nothing about drift',
  column: 'but the parts are then not those of the column',
};

/**
 * Other ways to split a study, the nearest to its own first: what keeps its kind, then stratified rows. Nothing is tried here.
 *
 * @param tasks the tasks that lack labels, to stratify by
 */
export function* listSplitCandidates(
  table: Table,
  spec: StudySpec,
  tasks: readonly string[],
): Generator<SplitCandidate> {
  const base = carrying(spec);
  if (base.why !== '') yield { ...base, keeps: true };
  switch (base.split.kind) {
    case 'k-fold':
      yield* foldCandidates(base);
      break;
    case 'group':
      yield* groupCandidates(table, spec, base);
      break;
    case 'time':
      yield* timeCandidates(table, spec, base);
      break;
    case 'column':
      yield* columnCandidates(table, spec, base);
      break;
    case 'random':
    case 'stratified':
    case 'stratified-tasks':
      yield* rowCandidates(base, tasks, true);
      return;
  }
  const cost = givenUp[base.split.kind];
  const rows = stratified(spec.claim === 'new-data' ? { ...base, claim: 'new-data', seeds: spec.seeds } : base);
  for (const candidate of [{ ...rows, why: inProportion }, ...rowCandidates(rows, tasks, false)]) {
    yield {
      ...candidate,
      keeps: cost === undefined,
      why: cost === undefined ? candidate.why : `${candidate.why}, ${cost}`,
    };
  }
}

/** The plan with as many splits as its kind and its claim ask for; `why` is empty where it has them. */
function carrying({ split, baseSeed, seeds, claim }: StudySpec): SplitChoice & { readonly why: string } {
  const plain = { split, baseSeed, seeds, claim };
  if (split.kind === 'column') {
    if (split.splits === 1 && claim === 'this-split') return { ...plain, why: '' };
    const why =
      'a column gives one split, which speaks of itself alone; several seeds show what chance in training does';
    return {
      ...plain,
      split: { ...split, splits: 1 },
      claim: 'this-split',
      seeds: Math.max(carryingSeeds, seeds),
      why: claim === 'new-data' ? why : 'a column gives one split',
    };
  }
  if (split.kind === 'k-fold') {
    const folds = split.folds ?? usualFolds;
    const splits = foldedSplits(split, folds);
    return {
      ...plain,
      split: { ...split, folds, splits },
      why: splits === split.splits ? '' : 'whole repeats of all folds',
    };
  }
  if (split.splits > 1 || claim === 'this-split') return { ...plain, why: '' };
  const why = `one split speaks of itself alone; ${carryingSplits} carry a claim on new data`;
  return { ...plain, split: { ...split, splits: carryingSplits }, why };
}

function* rowCandidates(base: SplitChoice, tasks: readonly string[], keeps: boolean): Generator<SplitCandidate> {
  const rows = stratified(base);
  if (base.split.kind !== 'stratified-tasks') yield { ...rows, why: inProportion, keeps };
  for (const [testFraction, validationFraction] of wideningShares(base.split)) {
    yield { ...rows, split: { ...rows.split, testFraction, validationFraction }, why: wider, keeps };
  }
  for (const column of tasks) {
    if (base.split.kind === 'stratified' && base.split.column === column) continue;
    const split: SplitPlan = { ...rows.split, kind: 'stratified', column };
    yield { ...rows, split, why: `'${column}' then stands in the same proportions in every part`, keeps };
  }
  for (const splits of [base.split.splits, ...fewer(base.split)]) {
    for (let step = 1; step <= 5; step += 1) {
      yield { ...reseed(rows, step), split: { ...rows.split, splits }, why: 'other rows come into each part', keeps };
    }
  }
}

function* foldCandidates(base: SplitChoice): Generator<SplitCandidate> {
  const { split } = base;
  const folds = split.folds ?? usualFolds;
  const whole = { ...base, keeps: true };
  for (const validationFraction of [0.3, 0.5].filter((share) => share > split.validationFraction)) {
    yield {
      ...whole,
      split: { ...split, validationFraction },
      why: 'a larger validation part gets labels of every task',
    };
  }
  for (const count of fewerFolds.filter((each) => each < folds)) {
    const plan = { ...split, folds: count, splits: foldedSplits(split, count) };
    for (const validationFraction of [split.validationFraction, 0.3, 0.5]) {
      if (validationFraction < split.validationFraction) continue;
      yield {
        ...whole,
        split: { ...plan, validationFraction },
        why: 'fewer folds test on more rows, and on more labels',
      };
    }
  }
}

function* groupCandidates(table: Table, spec: StudySpec, base: SplitChoice): Generator<SplitCandidate> {
  const columns = [spec.split.column, ...otherGroups(table, spec)].filter((name) => name !== null);
  for (const column of columns) {
    const plan = { ...base, split: { ...base.split, column } };
    const isOwn = column === spec.split.column;
    const why = isOwn
      ? 'other groups come into each part, and each stays on one side'
      : `'${column}' has groups enough`;
    for (const splits of [base.split.splits, ...fewer(base.split)]) {
      for (const [testFraction, validationFraction] of [shareOf(base.split), ...wideningShares(base.split)]) {
        const split = { ...plan.split, splits, testFraction, validationFraction };
        for (let step = 0; step <= 8; step += 1) yield { ...reseed(plan, step), split, why, keeps: true };
      }
    }
  }
}

function* timeCandidates(table: Table, spec: StudySpec, base: SplitChoice): Generator<SplitCandidate> {
  const gap = base.split.gapFraction ?? 0;
  const own = spec.split.column;
  const columns = [own, ...otherTimes(table, spec)].filter((name) => name !== null);
  for (const column of columns) {
    for (const gapFraction of gap > 0 ? [gap, gap / 2, 0] : [0]) {
      for (const splits of [base.split.splits, ...fewer(base.split)]) {
        for (const [testFraction, validationFraction] of [shareOf(base.split), ...wideningShares(base.split)]) {
          const { gapFraction: _gap, ...plain } = base.split;
          const split = {
            ...{ ...plain, column, splits, testFraction, validationFraction },
            ...(gapFraction > 0 ? { gapFraction } : {}),
          };
          yield { ...base, split, why: whyByTime(base.split, split), keeps: true };
        }
      }
    }
  }
}

function whyByTime(before: SplitPlan, after: SplitPlan): string {
  if (after.column !== before.column) return `'${after.column ?? ''}' gives an order in time`;
  if (after.splits !== before.splits) return 'with fewer splits the first one sees more of the past';
  if ((after.gapFraction ?? 0) !== (before.gapFraction ?? 0))
    return 'a smaller gap leaves rows to train and to validate on';
  return wider;
}

function* columnCandidates(table: Table, spec: StudySpec, base: SplitChoice): Generator<SplitCandidate> {
  const keeps = true;
  for (const [, validationFraction] of wideningShares(base.split)) {
    yield { ...base, split: { ...base.split, validationFraction }, why: 'more of the training rows validate', keeps };
  }
  for (let step = 1; step <= 8; step += 1) {
    yield { ...reseed(base, step), why: 'other training rows come into the validation part', keeps };
  }
  for (const column of table.columns) {
    if (column.name === spec.split.column || isTask(spec, column.name) || !saysParts(column)) continue;
    const split = { ...base.split, column: column.name };
    yield { ...base, split, why: `the cells of '${column.name}' say train and test`, keeps };
  }
}

function stratified(choice: SplitChoice): SplitChoice {
  const { folds: _folds, gapFraction: _gap, ...split } = choice.split;
  const splits = choice.claim === 'new-data' && split.splits === 1 ? carryingSplits : split.splits;
  return { ...choice, split: { ...split, splits, kind: 'stratified-tasks', column: null } };
}

function shareOf({ testFraction, validationFraction }: SplitPlan): readonly [number, number] {
  return [testFraction, validationFraction];
}

function wideningShares({ testFraction, validationFraction }: SplitPlan): readonly (readonly [number, number])[] {
  return widerShares.filter(
    ([test, validation]) =>
      test >= testFraction && validation >= validationFraction && test + validation > testFraction + validationFraction,
  );
}

function fewer({ splits }: SplitPlan): number[] {
  return fewerSplits.filter((count) => count < splits);
}

/** Whole repeats of the folds, as near to the plan's splits as can be. */
function foldedSplits({ splits, folds = usualFolds }: SplitPlan, count: number): number {
  const repeats = Math.max(1, Math.min(Math.floor(100 / count), Math.round(splits / folds)));
  return count * repeats;
}

function reseed(choice: SplitChoice, step: number): SplitChoice {
  return { ...choice, baseSeed: (choice.baseSeed + step) % (largestSeed + 1) };
}

function isTask({ tasks }: StudySpec, name: string): boolean {
  return tasks.some((task) => task.column === name);
}

/** Columns of ids that come in several rows each. */
function otherGroups(table: Table, spec: StudySpec): string[] {
  return table.columns.flatMap((column) => {
    const isFree = Object.hasOwn(spec.roles, column.name) && spec.roles[column.name] === 'id';
    if (!isFree || column.name === spec.split.column || isTask(spec, column.name)) return [];
    const groups = countLabels(column).size;
    return groups >= 3 && 2 * groups <= table.rowCount ? [column.name] : [];
  });
}

/** Columns of dates, where an input is left without them. */
function otherTimes(table: Table, spec: StudySpec): string[] {
  const isInput = ({ name }: TableColumn): boolean => Object.hasOwn(spec.roles, name) && spec.roles[name] === 'input';
  return table.columns.flatMap((column) => {
    if (column.type !== 'date' || column.name === spec.split.column || isTask(spec, column.name)) return [];
    return table.columns.some((other) => other !== column && isInput(other)) ? [column.name] : [];
  });
}
