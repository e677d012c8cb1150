import type { StudySpec, Task } from '../../contract/study.ts';
import type { PairedTask } from '../../core/explain/paired-task.ts';
import type { TaskView } from '../../core/figure/task-view.ts';
import type { Table } from '../../core/table/table.ts';

/** What the explanation of one task under one arm is made of. */
export interface ExplainedPair {
  readonly spec: StudySpec;
  readonly task: Task;
  readonly table: Table;
  readonly pairs: PairedTask;
  readonly view: TaskView;
}

/** Rows of the parts of every split. */
export type SplitSizes = ReadonlyMap<number, { readonly trainRows: number; readonly testRows: number }>;
