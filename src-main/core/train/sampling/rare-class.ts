import { cap, rowWeights } from './row-weights.ts';
import { labelledRows } from './sampling.ts';

export const rareClass = rowWeights(
  {
    id: 'rare-class',
    name: 'Rare classes more often',
    description:
      'Joint batches in which rows of a rare class are drawn more often: of all the classes of a row the rarest decides. Tasks without classes count as common.',
    formula: 'q_i \\propto \\min\\left(c, \\max_{t \\in i} \\frac{n_t}{K_t \\, n_{t, y_{it}}}\\right)',
    reference: 'Oversampling of rare labels; Charte et al. (2015). Neurocomputing 163, 3-16, with a cap.',
    parameters: [cap],
  },
  (source, largest) => {
    const weights = source.targets.map(({ values, classCount }, task) => {
      const rows = labelledRows(source, task);
      const counts = new Float64Array(classCount);
      for (const row of rows) counts[values[row] as number] = (counts[values[row] as number] ?? 0) + 1;
      return Array.from(counts, (count) => Math.min(largest, rows.length / (classCount * count)));
    });
    return Array.from(source.train, (row) => {
      const own = source.targets.flatMap(({ labelled, values, classCount }, task) =>
        labelled[row] === 1 && classCount > 0 ? [weights[task]?.[values[row] as number] ?? 1] : [],
      );
      return own.length === 0 ? 1 : Math.max(...own);
    });
  },
);
