import { createExtraction } from '../extraction.ts';
import { expertCounts } from '../expert-counts.ts';
import type { SharingForm } from './form.ts';

/** Experts for all and experts for each task, mixed by a gate a task. */
export const cgc: SharingForm = {
  description: {
    id: 'cgc',
    name: 'CGC',
    description:
      'Customized gate control: some trunks, the experts, are shared by all tasks and some belong to one; a gate for each task mixes its own with the shared ones, row by row. Gates begin with equal parts.',
    formula:
      'h_t = \\textstyle\\sum_{k} \\mathrm{softmax}(W_t x)_k\\, f_k(x), \\qquad k \\in \\text{shared experts and those of } t',
    reference: 'Tang et al. (2020). Progressive layered extraction (PLE). RecSys.',
    sharedPart: 'the shared experts',
    parameters: expertCounts,
  },
  create: (shape, parameters) =>
    createExtraction(shape, {
      levels: 1,
      shared: parameters['shared'] as number,
      own: parameters['own'] as number,
    }),
};
