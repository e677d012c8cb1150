import { createExtraction } from '../extraction.ts';
import { expertCounts } from '../expert-counts.ts';
import type { SharingForm } from './form.ts';

const usualLevels = 2;

/** Customized gate control in levels. */
export const ple: SharingForm = {
  description: {
    id: 'ple',
    name: 'PLE',
    description:
      'Progressive layered extraction: CGC in levels, the layers divided among them. Between levels a common gate mixes all experts for the shared ones of the next.',
    formula:
      'h_t^{\\ell} = \\textstyle\\sum_k \\mathrm{softmax}(W_t^{\\ell} h_t^{\\ell-1})_k f_k^{\\ell}, \\qquad h_{\\mathrm{s}}^{\\ell} = \\textstyle\\sum_{\\text{all } k} \\mathrm{softmax}(W_{\\mathrm{s}}^{\\ell} h_{\\mathrm{s}}^{\\ell-1})_k f_k^{\\ell}',
    reference: 'Tang et al. (2020). Progressive layered extraction (PLE). RecSys.',
    sharedPart: 'the shared experts, and below the last level all experts and the common gate',
    parameters: [
      {
        name: 'levels',
        label: 'Levels',
        meaning:
          'levels of extraction, at most as many as the network has layers; by default 2, or 1 where there is one layer',
        default: null,
        minimum: 1,
        maximum: 8,
        perTask: false,
        integer: true,
      },
      ...expertCounts,
    ],
  },
  findProblem({ widths }, parameters) {
    const levels = parameters['levels'] as number | undefined;
    if (levels === undefined || levels <= widths.length) return null;
    return `invalid sharing.levels of ple; the network has ${widths.length} ${widths.length === 1 ? 'layer' : 'layers'}, so at most ${widths.length}: ${levels}`;
  },
  create: (shape, parameters) =>
    createExtraction(shape, {
      levels: (parameters['levels'] as number | undefined) ?? Math.min(usualLevels, shape.widths.length),
      shared: parameters['shared'] as number,
      own: parameters['own'] as number,
    }),
};
