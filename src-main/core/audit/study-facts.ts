import type { DatasetDescription } from '../../contract/dataset.ts';
import type { Problem, Step } from '../../contract/design.ts';
import type { StudySpec, TaskType } from '../../contract/study.ts';
import type { Table } from '../table/table.ts';

/** Something of a registry that fits some types of task. */
export interface KnownChoice {
  readonly id: string;
  readonly taskTypes: readonly TaskType[];
}

/** What the checks look at in a target; `Target` of the preparation fits. */
export interface TargetFacts {
  readonly task: string;
  readonly type: TaskType;
  readonly classCount: number;
  readonly values: Float32Array;
  readonly labelled: Uint8Array;
}

/** What the checks look at in an encoded table; `Encoding` of the preparation fits. */
export interface EncodingFacts {
  readonly rowCount: number;
  readonly features: readonly unknown[];
  readonly targets: readonly TargetFacts[];
  readonly notes?: readonly { readonly code: string; readonly column: string; readonly message: string }[];
}

/** Bytes that the training of the study takes at its widest, and those of the machine. */
export interface MemoryNeed {
  /** With the trainers that it gets. */
  readonly neededBytes: number;
  /** With those that it would get if there were memory for them. */
  readonly wantedBytes: number;
  readonly limitBytes: number;
  readonly trainers: number;
  readonly wanted: number;
}

/** Rows of one split; `Split` of the preparation fits. */
export interface SplitFacts {
  readonly train: Int32Array;
  readonly validation: Int32Array;
  readonly test: Int32Array;
}

/** A study as far as it is made, and what is known of its data. What is absent is not checked. */
export interface StudyFacts {
  readonly description: DatasetDescription;
  readonly table: Table;
  readonly spec: StudySpec;
  readonly encoding?: EncodingFacts | null;
  readonly splits?: readonly SplitFacts[] | null;
  /** Rows that no split uses. */
  readonly excluded?: { readonly unlabelled: number; readonly withoutTime: number } | null;
  /** Why encoding or splits could not be made; shown where no other error says it. */
  readonly failure?: string | null;
  /** Whether it is the splits that could not be made. */
  readonly failedSplit?: boolean;
  /** Ids of the balancing methods. */
  readonly knownMethods: readonly string[];
  /** Arms that the study cannot have, with what to do. */
  readonly refusedArms?: readonly { readonly arm: string; readonly step?: Step; readonly reason: string }[];
  /** What arms train before what is compared, in numbers. */
  readonly budgets?: readonly { readonly arm: string; readonly budget: string }[];
  readonly knownSharingForms?: readonly string[];
  readonly knownLosses?: readonly KnownChoice[];
  readonly knownMetrics?: readonly KnownChoice[];
  readonly memory?: MemoryNeed | null;
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
