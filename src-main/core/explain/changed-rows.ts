import type { TaskType } from '../../contract/study.ts';
import type { Side } from './paired-task.ts';
import type { RowRecords } from './row-record.ts';

/** Rows as places in their records. */
export interface ChangedRows {
  /** Classes: wrong in most replicates of the twin and right in most of the arm. Numbers: closer under the arm. */
  readonly fixed: readonly number[];
  /** The other way round. */
  readonly broken: readonly number[];
  /** Classes: rows that are right, or wrong, in most replicates of both; null for numbers. */
  readonly bothRight: number | null;
  readonly bothWrong: number | null;
  /** Classes: neither right nor wrong in most replicates of one of them. Numbers: of the same error. */
  readonly undecided: number;
}

/** Sorts rows by what sharing did to them, the largest change first; of equal ones that with more replicates. */
export function findChangedRows(type: TaskType, records: RowRecords): ChangedRows {
  const places = [...records.rows.keys()];
  if (type === 'regression') {
    const gains = places.map((place) => gainAt(type, records, place));
    return {
      fixed: strongestFirst(
        type,
        records,
        places.filter((place) => (gains[place] as number) > 0),
      ),
      broken: strongestFirst(
        type,
        records,
        places.filter((place) => (gains[place] as number) < 0),
      ),
      bothRight: null,
      bothWrong: null,
      undecided: gains.filter((gain) => gain === 0).length,
    };
  }
  const among = (twin: boolean, arm: boolean): number[] =>
    places.filter((place) => most(records, 'twin', place) === twin && most(records, 'arm', place) === arm);
  const [bothRight, bothWrong] = [among(true, true).length, among(false, false).length];
  const [fixed, broken] = [among(false, true), among(true, false)];
  return {
    fixed: strongestFirst(type, records, fixed),
    broken: strongestFirst(type, records, broken),
    bothRight,
    bothWrong,
    undecided: places.length - bothRight - bothWrong - fixed.length - broken.length,
  };
}

/** Classes: share of the replicates in which the row is right, arm less twin. Numbers: mean absolute error, twin less arm. */
export function gainAt(type: TaskType, { score, replicates }: RowRecords, place: number): number {
  const difference = ((score.arm[place] as number) - (score.twin[place] as number)) / (replicates[place] as number);
  return type === 'regression' ? -difference : difference;
}

/** Whether the row is right in more than half of the replicates, or wrong; null where it is neither. */
function most({ score, replicates }: RowRecords, side: Side, place: number): boolean | null {
  const right = 2 * (score[side][place] as number);
  const all = replicates[place] as number;
  return right === all ? null : right > all;
}

function strongestFirst(type: TaskType, records: RowRecords, places: readonly number[]): number[] {
  const { replicates } = records;
  const size = (place: number): number => Math.abs(gainAt(type, records, place));
  return places.toSorted(
    (first, second) =>
      size(second) - size(first) || (replicates[second] as number) - (replicates[first] as number) || first - second,
  );
}
