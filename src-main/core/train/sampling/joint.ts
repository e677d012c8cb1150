import { deriveSeed, permutation } from '../../util/hash.ts';
import type { Sampling } from './sampling.ts';

/** Every training row once an epoch, in a new order; tasks without a label in a row are masked there. */
export const joint: Sampling = {
  form: {
    id: 'joint',
    name: 'Joint batches',
    description:
      'Every training row once an epoch, in a new order. A batch trains every task on the rows that are labelled for it.',
    formula: 'i \\sim \\mathrm{shuffle}(1, \\dots, n)',
    reference: 'The usual minibatch; Caruana (1997). Multitask learning. Machine Learning 28, 41-75.',
    parameters: [],
  },
  streams: false,
  create({ train, plan, seed }) {
    return {
      drawEpoch(epoch, write) {
        const order = permutation(train.length, deriveSeed(seed, epoch));
        for (let step = 0; step < plan.stepsPerEpoch; step += 1) {
          const from = Math.floor((step * train.length) / plan.stepsPerEpoch);
          const to = Math.floor(((step + 1) * train.length) / plan.stepsPerEpoch);
          for (let at = from; at < to; at += 1) write(step, at - from, train[order[at] as number] as number);
        }
      },
      tasksOf: () => null,
    };
  },
};
