import { deriveSeed } from '../../util/hash.ts';
import type { AuditCheck, Found } from '../check.ts';
import type { AuditFrame, AuditTask } from '../frame.ts';
import { createInputMatrix } from '../measure/input-matrix.ts';
import { probeLink, type LinkProbe } from '../measure/probe-link.ts';
import { associate, pairsOf, sharedRows } from '../relation.ts';
import { sayCount, sayNumber, sayShare } from '../say.ts';

const leastShared = 30;
const mostRows = 3000;
const leastCell = 5;
/** A fall of the reweighted accuracy that counts as a collapse. */
const collapse = 0.1;

/** Labels that go together so closely that a model may take the one for the other. */
export const spuriousLink: AuditCheck = {
  id: 'spurious-link',
  name: 'Link between labels',
  computes:
    'The association of each pair of tasks (|r|, bias-corrected Cramér V or correlation ratio); for a strong one a probe: ridge regression of the one label on the encoded inputs, every row predicted from the half it is not in, numbers cut at their median. Its accuracy is given on the original rows, on rows weighted p(a)p(b)/p(a,b) so that the labels are independent, and on the rows that go against the link.',
  cannotSee:
    'What the network will do: the probe is a light linear model and no trained arm. Nor whether the link holds in new data.',
  tolerance: {
    meaning: 'association from which on a pair is probed and named',
    default: 0.8,
    minimum: 0.1,
    maximum: 1,
  },
  find(frame, tolerance) {
    if (frame.tasks.length < 2) return { findings: [], rows: 0, skipped: 'fewer than two tasks' };
    const findings: Found[] = [];
    let rowsUsed = 0;
    for (const [first, second] of pairsOf(frame.tasks)) {
      const shared = sharedRows(first, second);
      if (shared.length < leastShared) continue;
      rowsUsed = Math.max(rowsUsed, shared.length);
      const value = associate(first, second, shared);
      if (value === null || Math.abs(value) < tolerance) continue;
      findings.push(judge(frame, first, second, shared, value));
    }
    return { findings, rows: rowsUsed, ...(rowsUsed === 0 ? { skipped: 'no two tasks share 30 rows' } : {}) };
  },
};

function judge(frame: AuditFrame, first: AuditTask, second: AuditTask, shared: Int32Array, value: number): Found {
  const rows = frame.sample(shared, mostRows, `link ${first.name} ${second.name}`);
  const matrix = createInputMatrix(frame.inputs, rows);
  const seed = deriveSeed(frame.spec.baseSeed, 'link', first.name, second.name);
  const probes = [probeLink(matrix, second, first, seed), probeLink(matrix, first, second, seed)];
  // The direction that falls most is the one to know of.
  const worst = probes.reduce((a, b) => (fallOf(b) > fallOf(a) ? b : a));
  const link = `labels of tasks '${first.name}' and '${second.name}' go together: association ${sayNumber(value)} in ${sayCount(shared.length, 'shared row')}`;
  return {
    severity: 'amber',
    message: `${link}; ${sayProbe(worst)}`,
    columns: [first.name, second.name],
    tasks: [first.name, second.name],
    value: Math.abs(value),
    numbers: probes.flatMap(numbersOf),
    rows: frame.evidence(worst.discordant),
    rowCount: worst.discordant.length,
  };
}

function fallOf({ original, reweighted }: LinkProbe): number {
  return reweighted === null ? 0 : original - reweighted;
}

function sayProbe(probe: LinkProbe): string {
  const { target, original, reweighted, discordantAccuracy, smallestCell } = probe;
  if (smallestCell < leastCell || reweighted === null || discordantAccuracy === null) {
    return `${sayCount(probe.discordant.length, 'row')} ${probe.discordant.length === 1 ? 'goes' : 'go'} against it, and one pair of their classes has ${smallestCell === 0 ? 'none' : sayCount(smallestCell, 'row')}, so the data cannot separate the tasks: collect rows where they differ`;
  }
  const numbers = `a light model of '${target}' on the inputs is right in ${sayShare(original)} of the rows, ${sayShare(reweighted)} with the link weighted away, ${sayShare(discordantAccuracy)} of those against it (${sayShare(probe.permuted)} by chance)`;
  if (original - reweighted >= collapse || discordantAccuracy < probe.permuted) {
    return `${numbers}: it collapses without the link, with its twin as well, so the fault may be in the data; test on rows where the labels differ`;
  }
  return `${numbers}: it holds without the link`;
}

function numbersOf(probe: LinkProbe): { name: string; value: number }[] {
  const name = (what: string): string => `'${probe.target}' ${what}`;
  return [
    { name: name('right, original rows'), value: probe.original },
    ...(probe.reweighted === null ? [] : [{ name: name('right, link weighted away'), value: probe.reweighted }]),
    ...(probe.discordantAccuracy === null
      ? []
      : [{ name: name('right, rows against the link'), value: probe.discordantAccuracy }]),
    { name: name('right, labels flipped'), value: 1 - probe.original },
    { name: name('right, labels permuted (expected)'), value: probe.permuted },
    { name: name('smallest pair of classes, rows'), value: probe.smallestCell },
  ];
}
