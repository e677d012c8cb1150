import type { Method } from '../../contract/method.ts';

/** What every method costs that weighs task gradients by their Gramian. */
export const gradientCost: Method['cost'] = {
  backwardPasses: 'tasks',
  extraForwardPasses: 0,
  memory: 'task gradients of the shared parameters: T times their number',
};

export const plainHeads = 'Each head gets the gradient of its own task loss with weight 1.';

/** The same for methods that compare the halves of a batch as well. */
export const halvesCost: Method['cost'] = {
  backwardPasses: 'tasks',
  extraForwardPasses: 1,
  memory: 'task gradients of the batch and of its two halves: 3 T times the shared parameters',
};
