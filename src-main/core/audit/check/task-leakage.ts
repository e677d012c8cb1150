import { deriveSeed } from '../../util/hash.ts';
import type { AuditCheck, Found } from '../check.ts';
import type { AuditFrame, AuditTask } from '../frame.ts';
import { discretizeTask } from '../measure/discretize.ts';
import { mutualInformation, openShare } from '../measure/entropy.ts';
import { createScorer, taskInput, type SingleScore } from '../measure/single-predictor.ts';
import { pairsOf, sharedRows } from '../relation.ts';
import { sayCount, sayNumber, sayShare } from '../say.ts';
import { leakageLimits, measureNames } from './input-leakage.ts';

const leastShared = 50;
const mostRows = 4000;

/** A task whose label another task's label nearly decides. */
export const taskLeakage: AuditCheck = {
  id: 'task-leakage',
  name: 'Leakage between tasks',
  computes:
    'For each ordered pair of tasks with 50 shared rows: H(B|A)/H(B), the share of the entropy of B that A leaves open (numbers in ten quantile bins, corrected by 100 permutations), and how well the label of A alone predicts B on held-out rows (AUROC or R2).',
  cannotSee: 'Whether the labels share a cause or one was made from the other; pairs with fewer than 50 shared rows.',
  tolerance: {
    meaning:
      'share of the entropy of B left open by A at or below which the pair is named; R2 of 1 − 0.4 times it (AUROC 1 − 0.2 times) on held-out rows counts as well',
    default: 0.05,
    minimum: 0,
    maximum: 0.5,
  },
  find(frame, tolerance) {
    const findings: Found[] = [];
    let rowsUsed = 0;
    for (const [first, second] of pairsOf(frame.tasks)) {
      const shared = sharedRows(first, second);
      if (shared.length < leastShared) continue;
      const rows = frame.sample(shared, mostRows, `task leakage ${first.name} ${second.name}`);
      rowsUsed = Math.max(rowsUsed, rows.length);
      const found = judge(frame, first, second, rows, tolerance);
      if (found !== null) findings.push(found);
    }
    if (frame.tasks.length < 2) return { findings, rows: 0, skipped: 'fewer than two tasks' };
    return { findings, rows: rowsUsed, ...(rowsUsed === 0 ? { skipped: 'no two tasks share 50 rows' } : {}) };
  },
};

interface Direction {
  readonly from: AuditTask;
  readonly to: AuditTask;
  readonly open: number | null;
  readonly score: SingleScore | null;
}

function judge(
  frame: AuditFrame,
  first: AuditTask,
  second: AuditTask,
  rows: Int32Array,
  tolerance: number,
): Found | null {
  const seed = deriveSeed(frame.spec.baseSeed, 'task leakage', first.name, second.name);
  const information = mutualInformation(discretizeTask(first, rows), discretizeTask(second, rows), seed);
  const limits = leakageLimits(1 - tolerance / 5);
  const directions: Direction[] = [
    {
      from: first,
      to: second,
      open: openShare(information, information.entropyB),
      score: createScorer(second, rows, seed)(taskInput(first)),
    },
    {
      from: second,
      to: first,
      open: openShare(information, information.entropyA),
      score: createScorer(first, rows, seed)(taskInput(second)),
    },
  ];
  const leaking = directions.filter(
    ({ open, score }) =>
      (open !== null && open <= tolerance) ||
      (score !== null && tolerance > 0 && score.value >= limits[score.kind].red),
  );
  const [strongest] = leaking.sort((a, b) => (a.open ?? 1) - (b.open ?? 1));
  if (strongest === undefined) return null;
  const { from, to, open, score } = strongest;
  const byEntropy = open !== null && open <= tolerance;
  const parts = [
    ...(open === null ? [] : [`${sayShare(open)} of its entropy is left open`]),
    ...(score === null ? [] : [`${measureNames[score.kind]} ${sayNumber(score.value)} on held-out rows`]),
  ];
  const both = leaking.length === 2 ? ', and the other way round' : '';
  return {
    severity: 'amber',
    message: `the label of task '${from.name}' nearly decides that of '${to.name}'${both}: ${parts.join(', ')} (${sayCount(rows.length, 'shared row')}); if one was made from the other, keep one of them; a gain from sharing would only restate this link`,
    columns: [from.name, to.name],
    tasks: [from.name, to.name],
    ...(byEntropy || score === null ? { value: open } : { value: score.value, threshold: limits[score.kind].red }),
    numbers: [
      ...(open === null ? [] : [{ name: 'share of the entropy left open', value: open }]),
      ...(score === null ? [] : [{ name: measureNames[score.kind], value: score.value }]),
    ],
    mend: { kind: 'drop-task', label: `Take '${to.name}' out of the tasks`, task: to.name },
  };
}
