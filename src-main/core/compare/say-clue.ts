import type { GradientCosine, Reading } from '../../contract/comparison.ts';
import { causeOfCosine } from './find-causes.ts';
import { formatFixed } from './wording.ts';

/** What a task's gradient has to do with that of its strongest opponent; where the task got worse, as a clue to why. */
export function sayCosines(task: string, strongest: GradientCosine, reading: Reading): string {
  const other = strongest.taskA === task ? strongest.taskB : strongest.taskA;
  const { fact, clue } = readCosines(other, strongest);
  return reading === 'worse' && clue !== '' ? `${fact}: ${clue}.` : `${fact}.`;
}

function readCosines(other: string, strongest: GradientCosine): { readonly fact: string; readonly clue: string } {
  const rate = `${formatFixed(100 * strongest.conflictRate, 0)} % of measured epochs`;
  const mean = `mean cosine ${formatFixed(strongest.mean, 2)}`;
  const cause = causeOfCosine(strongest);
  if (cause === 'opposed-gradients') {
    return { fact: `Its gradient opposes that of ${other} in ${rate} (${mean})`, clue: '' };
  }
  if (cause === 'capacity') {
    return {
      fact: `Its gradient stands near a right angle to that of ${other}, its strongest opponent (${mean}, opposed in ${rate})`,
      clue: 'the two ask for different things of the shared layers rather than for opposite ones',
    };
  }
  return strongest.conflictRate === 0
    ? { fact: 'Its gradient never opposes that of another task', clue: 'gradient conflict does not explain it' }
    : {
        fact: `Its gradient opposes that of ${other}, its strongest opponent, in only ${rate} (${mean})`,
        clue: 'gradient conflict alone does not explain it',
      };
}

/** A task's labelled rows beside those of the others; null where they are not known. */
export function sayLabels(
  task: string,
  counts: Readonly<Record<string, number>> | undefined,
  reading: Reading,
): string | null {
  const own = counts?.[task];
  if (counts === undefined || own === undefined) return null;
  const others = Object.entries(counts).filter(([name]) => name !== task);
  if (others.length > 0 && others.every(([, count]) => count === own)) {
    return `Every task has ${own} labelled rows${reading === 'worse' ? ': label counts do not explain it' : ''}.`;
  }
  const said = others.map(([name, count]) => `${name} ${count}`).join(', ');
  return `It has ${own} labelled rows${said === '' ? '' : `; the others: ${said}`}.`;
}
