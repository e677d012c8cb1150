import type { AlternativeModel } from './alternative.ts';
import { withOneHead } from './head-start.ts';
import { outcomesOfAll } from './outcome.ts';
import type { StageTrainer } from './stage-trainer.ts';
import type { StagedStudy } from './staged.ts';
import type { Candidate, Outcome } from './stage.ts';

/** One head with an output for every label. */
export const multiLabel: AlternativeModel = {
  description: {
    id: 'multi-label',
    name: 'Multi-label network',
    description:
      'All tasks are labels of one network with one head: every known label of every row counts the same, so a task counts by its number of labels, and the head is drawn as one. The tasks must all be binary.',
    whenToUse: 'Where tasks are yes-no questions about the same rows, which need no multi-task machinery.',
    formula:
      'L = \\frac{T}{\\sum_t n_t} \\sum_t \\sum_{i \\in t} \\ell(y_{it}, \\hat y_{it}) = \\sum_t \\frac{T n_t}{\\sum_s n_s} L_t',
    compute:
      'One multi-task network; n is the number of a task’s labels in the training rows. With every label known it differs from equal weights only in how the head is drawn.',
    reference:
      'Tsoumakas and Katakis (2007). Multi-label classification: an overview. International Journal of Data Warehousing and Mining 3, 1-13.',
    parameters: [],
  },
  refuse(spec) {
    const other = spec.tasks.find((task) => task.type !== 'binary');
    if (other === undefined) return null;
    return `needs binary tasks only; take it out or change the type of ${other.column}: ${other.type}`;
  },
  way: { kind: 'staged', width: () => 1, trainings: () => 1, train: trainMultiLabel },
};

async function trainMultiLabel(study: StagedStudy, stages: StageTrainer): Promise<Outcome[]> {
  const { spec, encoding, splits, runs } = study;
  const all = spec.tasks.map((_, task) => task);
  const candidates = runs.map((owner): Candidate => {
    const { split, seed } = owner;
    const train = splits[split]?.train ?? new Int32Array();
    const weights = encoding.targets.map(({ labelled }) =>
      Math.max(1e-6, train.reduce((count, row) => count + (labelled[row] as number), 0) / train.length),
    );
    return { split, seed, owner, tasks: all, weights, initial: withOneHead(study, { split, seed }) };
  });
  const trained = await stages.train({ epochs: spec.training.epochs, candidates }, true);
  const predictions = stages.predict({}, trained, 'test');
  return outcomesOfAll(trained, predictions, all);
}
