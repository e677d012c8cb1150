import type { AuditCheck, Found } from '../check.ts';
import { chanceAgreement, isFine, rowKeys } from '../measure/row-key.ts';
import { sayCount, sayShare } from '../say.ts';

/** Rows that stand in training and in test. */
export const duplicatesAcrossSplits: AuditCheck = {
  id: 'duplicates-across-splits',
  name: 'Duplicates across splits',
  computes:
    'The share of test rows whose inputs and labels stand in a training row of the same split, cell by cell; the largest over the splits. What independent columns would give by chance is taken into account.',
  cannotSee:
    'Copies with a changed cell, and whether equal rows of coarse columns are copies or coincidence: without a column of many values they are amber at most. In a sample of a large table most copies have lost their original.',
  tolerance: {
    meaning: 'share of test rows with a copy in training above which it is red; any smaller share is amber',
    default: 0.01,
    minimum: 0,
    maximum: 1,
  },
  find(frame, tolerance) {
    const columns = [...frame.inputs, ...frame.tasks.map((task) => task.column)];
    if (frame.splits.length === 0) return { findings: [], rows: 0, skipped: 'the splits cannot be made' };
    if (frame.inputs.length === 0) return { findings: [], rows: 0, skipped: 'there is no input' };
    const keys = rowKeys(columns, frame.table.rowCount);
    let worst = { share: 0, split: -1, rows: [] as number[], copies: 0 };
    frame.splits.forEach(({ train, test }, split) => {
      const seen = new Map<number, number>();
      for (const row of train) seen.set(keys[row] ?? 0, row);
      const copies = Array.from(test).filter((row) => seen.has(keys[row] ?? 0));
      const share = copies.length / Math.max(1, test.length);
      if (share <= worst.share) return;
      const pairs = copies.slice(0, 20).flatMap((row) => [row, seen.get(keys[row] ?? 0) ?? row]);
      worst = { share, split, rows: pairs, copies: copies.length };
    });
    const used = frame.splits.reduce((most, { train, test }) => Math.max(most, train.length + test.length), 0);
    const [split] = frame.splits.slice(worst.split);
    if (worst.split < 0 || split === undefined) return { findings: [], rows: used };
    const expected = chanceAgreement(columns, split.train) * split.train.length;
    if (expected >= worst.share / 2) return { findings: [], rows: used };
    const fine = columns.some((column) => isFine(column, split.train));
    const found: Found = {
      severity: fine && worst.share > tolerance ? 'red' : 'amber',
      message: `${sayCount(worst.copies, 'test row')} of split ${worst.split + 1} (${sayShare(worst.share)}) ${worst.copies === 1 ? 'stands' : 'stand'} in its training rows as well, cell by cell; their answers are known by heart; take the copies out of the file, or split by a column that copies share`,
      tasks: [],
      value: worst.share,
      numbers: [{ name: 'share expected by chance', value: expected }],
      rows: frame.evidence(new Set(worst.rows)),
      rowCount: worst.copies,
    };
    return { findings: [found], rows: used };
  },
};
