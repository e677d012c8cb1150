import { AppError } from '../../../src-main/contract/error.ts';
import type { StudySpec } from '../../../src-main/contract/study.ts';
import type { Table } from '../../../src-main/core/table/table.ts';
import { encodeTable } from '../../../src-main/core/prepare/encode-table.ts';
import type { Encoding, Split } from '../../../src-main/core/prepare/prepared.ts';
import { countExcludedRows, splitRows, type ExcludedRows } from '../../../src-main/core/prepare/split-rows.ts';

/** What could be prepared of a study, and the first reason why not all of it. */
export interface TriedPreparation {
  readonly encoding: Encoding | null;
  readonly splits: readonly Split[] | null;
  readonly excluded: ExcludedRows | null;
  readonly failure: string | null;
}

/** Encodes and splits where the study allows it; for checks of a study that is not finished. */
export function tryPrepare(table: Table, spec: StudySpec): TriedPreparation {
  const encoding = attempt(() => encodeTable(table, spec));
  const splits = attempt(() => splitRows(table, spec));
  const excluded = attempt(() => countExcludedRows(table, spec));
  return {
    encoding: encoding.value,
    splits: splits.value,
    excluded: excluded.value,
    failure: encoding.failure ?? splits.failure,
  };
}

function attempt<T>(work: () => T): { readonly value: T | null; readonly failure: string | null } {
  try {
    return { value: work(), failure: null };
  } catch (error) {
    if (error instanceof AppError && error.code === 'impossible-study') return { value: null, failure: error.message };
    throw error;
  }
}
