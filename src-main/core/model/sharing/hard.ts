import type { SharingForm } from '../../../contract/method.ts';

/** One trunk for all tasks, a linear head for each. */
export const hard: SharingForm = {
  id: 'hard',
  name: 'Hard sharing',
  description:
    'All tasks share every hidden layer and have a linear head of their own. The single-task twin is the same network trained on one task alone.',
  formula: 'h = f_{\\theta}(x), \\qquad \\hat{y}_t = W_t h + b_t',
  reference: 'Caruana (1997). Multitask learning. Machine Learning 28, 41-75.',
  parameters: [],
};
