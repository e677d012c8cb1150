import { taskStreams } from './task-streams.ts';

export const temperature = taskStreams(
  {
    id: 'temperature',
    name: 'Task streams, temperature',
    description:
      'Each step trains one task on a batch of its own labelled rows, drawn between proportional (temperature 1) and uniform (a high temperature).',
    formula: 'p_t = \\frac{n_t^{1/\\tau}}{\\sum_s n_s^{1/\\tau}}',
    reference:
      'Arivazhagan et al. (2019). Massively multilingual neural machine translation in the wild. arXiv 1907.05019.',
    parameters: [
      {
        name: 'tau',
        label: 'Temperature',
        meaning: '1 draws tasks by their labels; the higher, the more equally.',
        default: 2,
        minimum: 1,
        maximum: 100,
        perTask: false,
      },
    ],
  },
  (labels, parameters) => labels ** (1 / (parameters['tau'] as number)),
);
