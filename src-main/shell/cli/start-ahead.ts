import { areSmall, startDatasetThread } from '../../service/dataset-start.ts';
import { engineAmong } from './engine-argument.ts';

/** Starts what a command is known to need while it is still to be loaded. What is wrong with its words, the command tells. */
export async function startAhead([verb = '', ...words]: readonly string[]): Promise<void> {
  if (words.some((word) => word === '--help' || word === '-h')) return;
  if (verb === 'run') {
    const engine = engineAmong(words);
    if (engine !== null) (await import('../../service/training/trainer-start.ts')).startTrainers(engine);
  }
  if (readsLargeData(verb, words)) startDatasetThread();
}

function readsLargeData(verb: string, words: readonly string[]): boolean {
  return (
    ['run', 'audit', 'split'].includes(verb) &&
    words.includes('--task') &&
    !areSmall(words.filter((word) => !word.startsWith('-')))
  );
}
