import type { StudySpec } from '../../contract/study.ts';
import type { Encoding, Preparation, Split } from '../prepare/prepared.ts';

/** What a training reads: plain data, so that it can be sent to another process. */
export interface TrainingMaterial {
  readonly spec: StudySpec;
  readonly encoding: Encoding;
  readonly splits: readonly Split[];
  /** One per split, fitted on its training rows. */
  readonly preparations: readonly Preparation[];
}
