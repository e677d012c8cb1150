import type { TaskType } from '../../contract/study.ts';
import type { Both, Side } from './paired-task.ts';
import type { RowRecord } from './row-record.ts';

/** A row that one side does better than the other. */
export interface ChangedRow {
  readonly record: RowRecord;
  /** Classes: share of the replicates in which it is right, arm less twin. Numbers: mean absolute error, twin less arm. */
  readonly gain: number;
}

export interface ChangedRows {
  /** Rows that were in a test part. */
  readonly rows: number;
  /** Classes: wrong in most replicates of the twin and right in most of the arm. Numbers: closer under the arm. */
  readonly fixed: readonly ChangedRow[];
  /** The other way round. */
  readonly broken: readonly ChangedRow[];
  /** Classes: rows that are right, or wrong, in most replicates of both; null for numbers. */
  readonly bothRight: number | null;
  readonly bothWrong: number | null;
  /** Classes: neither right nor wrong in most replicates of one of them. Numbers: of the same error. */
  readonly undecided: number;
}

/** Sorts rows by what sharing did to them, the largest change first; of equal ones that with more replicates. */
export function findChangedRows(type: TaskType, records: readonly RowRecord[]): ChangedRows {
  const changes = records.map((record) => ({ record, gain: gainOf(type, record) }));
  if (type === 'regression') {
    return {
      rows: records.length,
      fixed: strongestFirst(changes.filter(({ gain }) => gain > 0)),
      broken: strongestFirst(changes.filter(({ gain }) => gain < 0)),
      bothRight: null,
      bothWrong: null,
      undecided: changes.filter(({ gain }) => gain === 0).length,
    };
  }
  const standing = changes.map((change) => ({
    change,
    twin: most(change.record, 'twin'),
    arm: most(change.record, 'arm'),
  }));
  const among = (wanted: Both<boolean>): ChangedRow[] =>
    standing.filter(({ twin, arm }) => twin === wanted.twin && arm === wanted.arm).map(({ change }) => change);
  return {
    rows: records.length,
    fixed: strongestFirst(among({ twin: false, arm: true })),
    broken: strongestFirst(among({ twin: true, arm: false })),
    bothRight: among({ twin: true, arm: true }).length,
    bothWrong: among({ twin: false, arm: false }).length,
    undecided: standing.filter(({ twin, arm }) => twin === null || arm === null).length,
  };
}

function gainOf(type: TaskType, { score, replicates }: RowRecord): number {
  const difference = (score.arm - score.twin) / replicates;
  return type === 'regression' ? -difference : difference;
}

/** Whether the row is right in more than half of the replicates, or wrong; null where it is neither. */
function most({ score, replicates }: RowRecord, side: Side): boolean | null {
  const right = 2 * score[side];
  return right === replicates ? null : right > replicates;
}

function strongestFirst(changes: readonly ChangedRow[]): ChangedRow[] {
  return changes.toSorted(
    (first, second) =>
      Math.abs(second.gain) - Math.abs(first.gain) ||
      second.record.replicates - first.record.replicates ||
      first.record.row - second.record.row,
  );
}
