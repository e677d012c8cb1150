import type { StudySpec } from '../contract/study.ts';
import type { EngineChoice } from './context.ts';
import type { TrainingMaterial } from './training-material.ts';
import type { TrainerPool, TrainingAhead } from './training/pool.ts';

/** The training of a study that is about to be started: it goes on while the audit decides whether it may. */
export interface HeadStart {
  /** Does nothing where it has begun already; one of another study or of other settings is given up. */
  begin(studyId: string, spec: StudySpec, material: TrainingMaterial): void;
  /** For the start itself; null where none has begun with these settings. */
  take(studyId: string, spec: StudySpec): TrainingAhead | null;
  /** Gives up one that was not taken. */
  drop(studyId: string): void;
}

interface Begun {
  readonly studyId: string;
  /** The settings as text. */
  readonly settings: string;
  readonly training: TrainingAhead;
}

export function createHeadStart(pool: TrainerPool, engine: EngineChoice): HeadStart {
  let begun: Begun | null = null;

  function giveUp(): void {
    begun?.training.drop();
    begun = null;
  }

  return {
    begin(studyId, spec, { plan, data, trainers }) {
      const settings = JSON.stringify(spec);
      if (begun?.studyId === studyId && begun.settings === settings) return;
      giveUp();
      begun = { studyId, settings, training: pool.trainAhead({ plan, spec, data, engine, trainers }) };
    },
    take(studyId, spec) {
      if (begun?.studyId !== studyId || begun.settings !== JSON.stringify(spec)) return null;
      const { training } = begun;
      begun = null;
      return training;
    },
    drop(studyId) {
      if (begun?.studyId === studyId) giveUp();
    },
  };
}
