import { deriveSeed, uniformAt } from '../../src-main/core/util/hash.ts';

/** The reference study: 4 tasks on 32 inputs; 4 twins and 7 arms, 10 replicates, 30 epochs of 16 steps of 64 rows. */
export const reference = {
  /** A fifth of the rows is for the test, a fifth of the rest for validation: 1,024 are left for training. */
  rows: 1600,
  trainRows: 1024,
  validationRows: 256,
  inputs: 32,
  tasks: 4,
  replicates: 10,
  epochs: 30,
  stepsPerEpoch: 16,
  batchSize: 64,
  widths: [64, 64],
  learningRate: 0.001,
  seed: 20,
};

/** An arm of ours, and the same for the peers' loops. */
export interface BenchArm {
  readonly id: string;
  readonly peer: { readonly method: string; readonly weights?: readonly number[]; readonly alpha?: number };
}

/** The five first methods at seven settings. */
export const firstArms: readonly BenchArm[] = [
  { id: 'equal', peer: { method: 'static', weights: [1, 1, 1, 1] } },
  { id: 'static;weights=2,1,0.5,0.5', peer: { method: 'static', weights: [2, 1, 0.5, 0.5] } },
  { id: 'static;weights=0.5,0.5,1,2', peer: { method: 'static', weights: [0.5, 0.5, 1, 2] } },
  { id: 'uncertainty', peer: { method: 'uncertainty' } },
  { id: 'gradnorm', peer: { method: 'gradnorm', alpha: 1.5 } },
  { id: 'gradnorm;alpha=0.5', peer: { method: 'gradnorm', alpha: 0.5 } },
  { id: 'pcgrad', peer: { method: 'pcgrad' } },
];

/** Seven methods, three of which weigh the gradients of tasks. */
export const methodArms: readonly BenchArm[] = [
  { id: 'equal', peer: { method: 'static', weights: [1, 1, 1, 1] } },
  { id: 'uncertainty', peer: { method: 'uncertainty' } },
  { id: 'gradnorm', peer: { method: 'gradnorm', alpha: 1.5 } },
  { id: 'pcgrad', peer: { method: 'pcgrad' } },
  { id: 'mgda', peer: { method: 'mgda' } },
  { id: 'cagrad', peer: { method: 'cagrad' } },
  { id: 'famo', peer: { method: 'famo' } },
];

/** Inputs uniform with unit variance; each task the tanh of a random direction, with noise. */
export function createReferenceTable(): string {
  const { inputs: width, tasks, rows, seed } = reference;
  const draw = (purpose: string, index: number): number =>
    Math.sqrt(3) * (2 * uniformAt(deriveSeed(seed, purpose), 0, index) - 1);
  const header = [
    ...Array.from({ length: width }, (_, input) => `x${input}`),
    ...Array.from({ length: tasks }, (_, task) => `y${task}`),
  ];
  const lines = Array.from({ length: rows }, (_, row) => {
    const inputs = Array.from({ length: width }, (_unused, input) => draw('inputs', row * width + input));
    const targets = Array.from({ length: tasks }, (_unused, task) => {
      const signal = inputs.reduce((sum, x, input) => sum + 0.3 * x * draw('weights', task * width + input), 0);
      return Math.tanh(signal) + 0.3 * draw('noise', row * tasks + task);
    });
    return [...inputs, ...targets].map((value) => value.toFixed(6)).join(',');
  });
  return `${[header.join(','), ...lines].join('\n')}\n`;
}
