import { taskStreams } from './task-streams.ts';

export const proportional = taskStreams(
  {
    id: 'proportional',
    name: 'Task streams, proportional',
    description:
      'Each step trains one task on a batch of its own labelled rows; a task is drawn as often as it has labels in the training rows.',
    formula: 'p_t = \\frac{n_t}{\\sum_s n_s}',
    reference:
      'Sanh, Wolf and Ruder (2019). A hierarchical multi-task approach for learning embeddings from semantic tasks. AAAI.',
    parameters: [],
  },
  (labels) => labels,
);
