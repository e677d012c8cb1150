import type { LabScenario, LabSettings, LabTheory, LabTrainedPoint } from '../../contract/lab.ts';
import type { ArmSpec, Network, TaskType, Training } from '../../contract/study.ts';
import type { Trainer } from './trainer.ts';

/** What was measured in every replicate at one place of a chart. */
export interface Observation {
  readonly series: string;
  readonly x: number;
  /** One a replicate; NaN where it did not come to a number. */
  readonly values: readonly number[];
}

/** Trains the replicates of these numbers. A part is worked off in one go: between parts a newer wish may take over. */
export type TrainPart = (replicates: readonly number[], trainer: Trainer) => Observation[];

/** What is known before anything is trained. */
export type Theory = Readonly<Pick<LabTheory, 'theory' | 'facts' | 'markers' | 'arrows'>>;

/** The rows of one replicate as a table, and the settings of a study that shows the same. */
export interface LabStudy {
  readonly columns: readonly { readonly name: string; readonly values: readonly (number | string | null)[] }[];
  readonly tasks: readonly { readonly column: string; readonly type: TaskType }[];
  readonly network: Partial<Network>;
  readonly training: Partial<Training>;
  readonly arms: readonly ArmSpec[];
  readonly note: string;
}

/** A small experiment with a known answer. Settings are complete and within their limits. */
export interface Scenario {
  readonly description: LabScenario;
  /** Closed forms, in double precision. */
  theory(settings: LabSettings): Theory;
  trainParts(settings: LabSettings): readonly TrainPart[];
  /** Two sentences that follow from the numbers; `trained` is null until there is some. */
  reading(settings: LabSettings, theory: Theory, trained: readonly LabTrainedPoint[] | null): string;
  study(settings: LabSettings): LabStudy;
}
