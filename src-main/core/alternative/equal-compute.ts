import type { AlternativeModel } from './alternative.ts';
import { multiplyAdds, narrow, networkEnds } from './narrow.ts';
import type { StageTrainer } from './stage-trainer.ts';
import type { StagedStudy } from './staged.ts';
import type { Outcome } from './stage.ts';
import { trainTwins } from './train-twins.ts';

/** Single-task networks that together cost what one multi-task network costs. */
export const equalCompute: AlternativeModel = {
  description: {
    id: 'equal-compute',
    name: 'Twins of equal compute',
    description:
      'A single-task network of each task, narrowed until all of them together take no more multiplications a step than one multi-task network with hard sharing.',
    whenToUse: 'Always beside the twins: these have as many layers and steps a task, and so T times the compute.',
    formula: '\\sum_t \\mathrm{cost}(f_t) \\le \\mathrm{cost}(f_{1 \\dots T})',
    compute:
      'As much as one multi-task network: the same epochs with layers of about the square root of 1/T of the width.',
    reference:
      'Kurin et al. (2022). In defense of the unitary scalarization for deep multi-task learning. NeurIPS (equal budgets).',
    parameters: [],
  },
  refuse: () => null,
  way: { kind: 'staged', width: (tasks) => tasks, trainings: () => 1, train: trainEqualCompute },
};

async function trainEqualCompute({ spec, encoding, runs }: StagedStudy, stages: StageTrainer): Promise<Outcome[]> {
  const { inputs, outputs } = networkEnds(encoding);
  const together = multiplyAdds(
    inputs,
    spec.network.widths,
    outputs.reduce((total, own) => total + own, 0),
  );
  const widths = narrow(spec.network, together, (tried) =>
    outputs.reduce((total, own) => total + multiplyAdds(inputs, tried, own), 0),
  );
  return trainTwins({ spec, runs }, stages, widths, {});
}
