import { taskStreams } from './task-streams.ts';

export const uniform = taskStreams(
  {
    id: 'uniform',
    name: 'Task streams, uniform',
    description:
      'Each step trains one task on a batch of its own labelled rows; every task is drawn equally often, however few labels it has.',
    formula: 'p_t = \\frac{1}{T}',
    reference:
      'Sanh, Wolf and Ruder (2019). A hierarchical multi-task approach for learning embeddings from semantic tasks. AAAI.',
    parameters: [],
  },
  () => 1,
);
