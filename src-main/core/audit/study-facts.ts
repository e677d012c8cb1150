import type { DatasetDescription } from '../../contract/dataset.ts';
import type { Problem, Step } from '../../contract/design.ts';
import type { StudySpec, TaskType } from '../../contract/study.ts';
import type { Encoding, Split } from '../prepare/prepared.ts';
import type { Table } from '../table/table.ts';

/** Something of a registry that fits some types of task. */
export interface KnownChoice {
  readonly id: string;
  readonly taskTypes: readonly TaskType[];
}

/** A study as far as it is made, and what is known of its data. What is absent is not checked. */
export interface StudyFacts {
  readonly description: DatasetDescription;
  readonly table: Table;
  readonly spec: StudySpec;
  readonly encoding?: Encoding | null;
  readonly splits?: readonly Split[] | null;
  /** Rows that no split uses. */
  readonly excluded?: { readonly unlabelled: number; readonly withoutTime: number } | null;
  /** Why encoding or splits could not be made; shown where no other error says it. */
  readonly failure?: string | null;
  /** Ids of the balancing methods. */
  readonly knownMethods: readonly string[];
  readonly knownSharingForms?: readonly string[];
  readonly knownLosses?: readonly KnownChoice[];
  readonly knownMetrics?: readonly KnownChoice[];
  readonly memoryLimitBytes?: number;
}

export function problem(
  severity: Problem['severity'],
  step: Step,
  code: string,
  column: string | null,
  message: string,
): Problem {
  return { severity, code, message, step, column };
}
