import { cap, rowWeights } from './row-weights.ts';
import { labelledRows } from './sampling.ts';

export const rareTask = rowWeights(
  {
    id: 'rare-task',
    name: 'Rare tasks more often',
    description:
      'Joint batches in which rows labelled for a rarely measured task are drawn more often, in proportion to how much rarer it is than the most common task.',
    formula: 'q_i \\propto \\min\\left(c, \\max_{t \\in i} \\frac{\\max_s n_s}{n_t}\\right)',
    reference: 'Oversampling of rare labels; Charte et al. (2015). Neurocomputing 163, 3-16, with a cap.',
    parameters: [cap],
  },
  (source, largest) => {
    const counts = source.targets.map((_, task) => labelledRows(source, task).length);
    const most = Math.max(...counts);
    return Array.from(source.train, (row) =>
      Math.max(
        1,
        ...source.targets.map(({ labelled }, task) =>
          labelled[row] === 1 ? Math.min(largest, most / (counts[task] as number)) : 1,
        ),
      ),
    );
  },
);
