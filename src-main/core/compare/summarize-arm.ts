import type { Comparison, ComparisonRow, Reading } from '../../contract/comparison.ts';
import { isTwin, sayArm, type Naming } from './naming.ts';
import { formatInterval, formatSigned, sayList, sayNumber } from './wording.ts';

/** What the arm does with one task, with several, and what follows the name of what it is compared with. */
const phrases: Readonly<Record<Reading, readonly [one: string, several: string, rest: string]>> = {
  better: ['is better than', 'are better than', ''],
  worse: ['is worse than', 'are worse than', ''],
  equal: ['is practically equal (ROPE) to', 'are practically equal (ROPE) to', ''],
  safe: ['shows no evidence of a difference from', 'show no evidence of a difference from', ', a loss being unlikely,'],
  open: ['shows no evidence of a difference from', 'show no evidence of a difference from', ''],
};

/**
 * How an arm does on the tasks of `rows`, a sentence a reading, and its Delta-MTL. Tasks are counted and then listed, so
 * that no list of names can be read as part of another.
 */
export function summarizeArm(
  arm: string,
  rows: readonly ComparisonRow[],
  comparison: Comparison,
  naming: Naming,
): string {
  const compared = rows.filter((row) => row.difference !== null);
  const missing = rows.filter((row) => row.difference === null).map((row) => row.task);
  const groups = (Object.keys(phrases) as Reading[])
    .map((reading) => ({ reading, own: compared.filter((row) => row.reading === reading) }))
    .filter(({ own }) => own.length > 0);
  const name = sayArm(arm, naming);
  const sentences = groups.map(({ reading, own }, index) => {
    const tasks = own.map((row) => row.task);
    const [one, several, rest] = phrases[reading];
    const claim = index === 0 ? ` ${comparison.design.claim}` : '';
    const than = `${sayThan(reading, own, naming)}${rest}${claim}`.replace(/,$/, '');
    const only = tasks.length === 1 ? tasks[0] : undefined;
    if (index === 0 && only !== undefined) return `With ${name}, ${only} ${one} ${than}.`;
    const count = `${sayNumber(tasks.length)} ${tasks.length === 1 ? 'task' : 'tasks'}`;
    const subject = index === 0 ? `With ${name}, ${count}` : count.charAt(0).toUpperCase() + count.slice(1);
    return `${subject} ${tasks.length === 1 ? one : several} ${than}: ${sayList(tasks)}.`;
  });
  if (missing.length > 0) {
    sentences.push(`No run with ${name} can be compared on ${sayList(missing)}.`);
  }
  const delta = comparison.deltaMtl.find((entry) => entry.arm === arm);
  if (delta?.taskAveraged == null) return sentences.join(' ');
  const interval = delta.ci95 === null ? '' : ` ${formatInterval(delta.ci95, 1)}`;
  return [...sentences, `Delta-MTL ${formatSigned(delta.taskAveraged, 1)} %${interval}.`].join(' ');
}

function sayThan(reading: Reading, own: readonly ComparisonRow[], naming: Naming): string {
  if (own.every((row) => isTwin(row.baseline))) return own.length === 1 ? 'its twin' : 'their twins';
  const others = sayList([...new Set(own.map((row) => sayArm(row.baseline, naming)))]);
  return reading === 'better' || reading === 'worse' ? `with ${others}` : others;
}
