import type { AuditCheck, Found } from '../check.ts';
import { pairsOf } from '../relation.ts';
import { sayCount } from '../say.ts';
import type { SplitFacts } from '../study-facts.ts';

const partNames = { train: 'training', validation: 'validation', test: 'test' };

/** Few labels in a part of a split, and tasks that are never labelled together. */
export const labelPresence: AuditCheck = {
  id: 'label-presence',
  name: 'Label presence',
  computes:
    'The rows labelled for each task and for each pair of tasks, over all rows and in each part of each split; the smallest over the splits is compared.',
  cannotSee: 'Why labels are absent, and labels that are there but wrong.',
  tolerance: {
    meaning: 'labelled rows that every task needs in each part of each split',
    default: 20,
    minimum: 0,
    maximum: 100_000,
  },
  find({ presence, tasks, splits }, tolerance) {
    const findings: Found[] = [];
    for (const [index, name] of presence.tasks.entries()) {
      for (const part of ['train', 'validation', 'test'] as const) {
        const counts = presence.parts
          .filter((entry) => entry.part === part)
          .map((entry) => entry.together[index]?.[index] ?? 0);
        if (counts.length === 0) continue;
        const least = Math.min(...counts);
        if (least >= tolerance) continue;
        const split = counts.indexOf(least);
        const needed = Math.ceil(tolerance / shareOf(splits[split], part));
        findings.push({
          // Nothing is learned from too few training rows; few test rows only say little.
          severity: part === 'train' ? 'red' : 'amber',
          message: `task '${name}' has ${sayCount(least, 'labelled row')} in the ${partNames[part]} rows of split ${split + 1}, below ${tolerance}; use larger parts, fewer tasks or more labels (about ${needed} in all)`,
          columns: [name],
          tasks: [name],
          value: least,
          ...(part === 'train'
            ? { mend: { kind: 'drop-task' as const, label: `Take '${name}' out of the tasks`, task: name } }
            : {}),
        });
      }
    }
    for (const [first, second] of pairsOf(tasks)) {
      if (
        (presence.together[first.index]?.[second.index] ?? 0) > 0 ||
        first.rows.length === 0 ||
        second.rows.length === 0
      )
        continue;
      findings.push({
        severity: 'amber',
        message: `tasks '${first.name}' and '${second.name}' have no labelled row in common; nothing about how they relate can be seen row by row`,
        columns: [first.name, second.name],
        tasks: [first.name, second.name],
        value: 0,
      });
    }
    return { findings, rows: presence.rows };
  },
};

/** Share of a split's rows that stands in the part. */
function shareOf(split: SplitFacts | undefined, part: keyof SplitFacts): number {
  if (split === undefined) return 1;
  return split[part].length / (split.train.length + split.validation.length + split.test.length);
}
