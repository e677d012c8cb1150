import type { EngineKind } from '../../core/engine/engine.ts';
import { trainerCount } from './trainer-count.ts';
import { TrainerProcess } from './trainer-process.ts';

let waiting: { readonly engine: EngineKind | 'auto'; readonly trainers: TrainerProcess[] } | null = null;

/**
 * Starts trainers while the modules that work with them are still to be loaded; `takeTrainer` gives them. For a command that is
 * known to train. All but one, so that the command keeps a core for itself. Gives those that wait; none where their number is
 * refused, which whoever asks for them is told.
 */
export function startTrainers(engine: EngineKind | 'auto'): readonly TrainerProcess[] {
  let count: number;
  try {
    count = trainerCount();
  } catch {
    return [];
  }
  waiting ??= { engine, trainers: Array.from({ length: count - 1 }, () => new TrainerProcess(engine)) };
  return [...waiting.trainers];
}

/** A trainer that was started ahead, or a new one. */
export function takeTrainer(engine: EngineKind | 'auto'): TrainerProcess {
  while (waiting?.engine === engine) {
    const trainer = waiting.trainers.shift();
    if (trainer === undefined) waiting = null;
    else if (trainer.alive) return trainer;
  }
  return new TrainerProcess(engine);
}
