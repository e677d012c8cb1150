import type { Alternative } from '../../contract/method.ts';
import type { Parameters, StudySpec } from '../../contract/study.ts';
import type { HostReference } from './reference.ts';
import type { StagedTraining } from './staged.ts';

/** Another way to predictions for every task, compared in the same paired table as the multi-task arms and the twins. */
export interface AlternativeModel {
  readonly description: Alternative;
  /** Why a study cannot have it and what to do, or null where it can. */
  refuse(spec: Pick<StudySpec, 'tasks' | 'training' | 'arms'>, parameters: Parameters): string | null;
  /** What it trains of a study before what is compared, in numbers; absent where that is nothing. */
  budget?(spec: Pick<StudySpec, 'tasks' | 'training' | 'split' | 'seeds'>, parameters: Parameters): string;
  readonly way: HostReference | StagedTraining;
}
