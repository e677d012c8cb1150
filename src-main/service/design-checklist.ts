import type { DesignCheck } from '../contract/design.ts';
import type { StudySpec } from '../contract/study.ts';
import { isAlternative } from '../contract/arm.ts';
import { balancingMethods } from '../core/balance/registry.ts';

type Item = DesignCheck['checklist'][number];

/** What a fair comparison of multi-task and single-task training asks for, done or not (Xin 2022; Kurin 2022). */
export function buildChecklist(spec: StudySpec): Item[] {
  const statics = spec.arms.filter((arm) => arm.method === 'static').length;
  const has = (method: string): boolean => spec.arms.some((arm) => arm.method === method);
  const hasSum = spec.arms.some((arm) => arm.method === 'equal');
  const policies = new Set(
    spec.arms
      .filter((arm) => !isAlternative(arm.method))
      .map((arm) => balancingMethods.find(({ description }) => description.id === arm.method)?.description.headPolicy),
  );
  return [
    item(
      'A single-task twin of every task',
      true,
      'Every study trains them: same network, batches, splits, seeds, budget and selection.',
    ),
    item(
      'Twins of equal compute',
      has('equal-compute'),
      has('equal-compute')
        ? 'Narrower twins that together cost one multi-task model are compared.'
        : 'Twins have the width of the shared network; together they take more compute than one multi-task model. Add twins of equal compute.',
    ),
    item(
      'A front of static weights',
      statics >= 3,
      statics >= 3
        ? `${statics} static weightings are compared.`
        : 'One weighting can mislead (Xin 2022): add static weights at three or more settings.',
    ),
    item(
      'The plain sum of losses as an arm',
      hasSum,
      hasSum
        ? 'Equal weights are compared: tuned, they match specialised methods (Kurin 2022).'
        : 'Add equal weights: tuned, they match specialised methods (Kurin 2022).',
    ),
    item(
      'At least five paired splits',
      spec.split.splits >= 5,
      `${spec.split.splits} ${spec.split.splits === 1 ? 'split is' : 'splits are'} planned.`,
    ),
    item(
      'Selection on validation rows, test rows once',
      true,
      'The best epoch is chosen by validation loss; test rows are scored once, after that.',
    ),
    item('All metrics of all tasks', true, 'Compare shows every metric; the primary one decides.'),
    item('Cost beside the result', true, 'Parameters, steps and times are kept with the study.'),
    item(
      'One head policy for all arms',
      policies.size <= 1,
      policies.size <= 1
        ? 'All arms treat the heads alike.'
        : 'Some arms scale the heads by the task weights and others do not: part of a difference may be the learning rate of the heads.',
    ),
    item(
      'Preparation fitted on training rows',
      true,
      'Fill values, means and scales come from the training rows of each split; missing labels are masked.',
    ),
    item('Diagnostics kept', true, 'Losses, task weights and gradient cosines of every epoch are stored.'),
    item(
      'A model that is no network',
      has('linear'),
      has('linear')
        ? 'A regularised linear model of every task is compared.'
        : 'Add the linear reference: it tells whether a network is worth having at all.',
    ),
    item(
      'A control arm',
      has('rlw') || has('noise-task'),
      has('rlw') || has('noise-task')
        ? 'A control is compared: what tasks gain from random weights or from a noise task too is no merit of a method.'
        : 'Add random loss weights or a noise task: what tasks gain from them too is no merit of a method.',
    ),
  ];
}

function item(name: string, done: boolean, explanation: string): Item {
  return { item: name, done, explanation };
}
