/** One score of one run on test rows, from a study or from a file. */
export interface Score {
  readonly arm: string;
  readonly split: number;
  readonly seed: number;
  readonly task: string;
  readonly metric: string;
  /** NaN where undefined: leaves every mean. */
  readonly value: number;
  readonly trainRows: number | null;
  readonly testRows: number | null;
}
