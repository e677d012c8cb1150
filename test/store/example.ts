import type { Dataset } from '../../src-main/contract/dataset.ts';
import type { StudySpec } from '../../src-main/contract/study.ts';
import type { TrainingEvent } from '../../src-main/contract/training.ts';

export const exampleDataset: Dataset = {
  id: 'dataset-1',
  name: 'houses',
  fileName: 'houses.csv',
  contentHash: 'ab'.repeat(32),
  createdAt: '2026-01-01T00:00:00.000Z',
  sampleId: null,
  description: {
    rows: 100,
    columns: [],
    options: {
      encoding: 'utf-8',
      delimiter: ',',
      quote: '"',
      header: true,
      decimalMark: '.',
      thousandsMark: 'none',
      missingTokens: [''],
      skipRows: 0,
      format: 'delimited',
      member: null,
      sheet: null,
      table: null,
      query: null,
      dateOrder: 'auto',
    },
    warnings: [],
  },
};

export const exampleSpec: StudySpec = {
  version: 1,
  name: 'houses',
  dataset: { id: 'dataset-1', name: 'houses', contentHash: 'ab'.repeat(32), rows: 100 },
  roles: { size: 'input', price: 'task', kind: 'task' },
  tasks: [
    { column: 'price', type: 'regression', loss: 'mse', primaryMetric: 'rmse', classes: [], rope: null },
    { column: 'kind', type: 'binary', loss: 'cross-entropy', primaryMetric: 'auroc', classes: ['a', 'b'], rope: null },
  ],
  split: { kind: 'random', column: null, splits: 2, testFraction: 0.2, validationFraction: 0.2 },
  seeds: 1,
  baseSeed: 7,
  network: { widths: [8], activation: 'relu', dropout: 0, layerNorm: false },
  training: {
    optimizer: 'adam',
    learningRate: 0.01,
    momentum: 0.9,
    weightDecay: 0,
    gradientClip: null,
    batchSize: 16,
    epochs: 10,
    patience: null,
  },
  arms: [{ method: 'equal', sharing: 'hard', parameters: {} }],
  claim: 'new-data',
  fewerModelsIsAGoal: false,
  note: '',
};

export const exampleReplicas = [
  { arm: 'equal', split: 0, seed: 0 },
  { arm: 'equal', split: 1, seed: 0 },
];

export const exampleRuns = exampleReplicas.map((key) => ({ ...key, trainRows: 64, testRows: 20 }));

/** Epochs whose numbers say where they belong: epoch + replica / 10 + task / 100. */
export function exampleEpochs(fromEpoch: number, count: number): Extract<TrainingEvent, { kind: 'epochs' }> {
  const replicas = exampleReplicas.length;
  const tasks = ['price', 'kind'];
  const values = new Float32Array(count * replicas * tasks.length);
  for (let index = 0; index < values.length; index += 1) {
    const task = index % tasks.length;
    const replica = Math.floor(index / tasks.length) % replicas;
    values[index] = fromEpoch + Math.floor(index / (tasks.length * replicas)) + replica / 10 + task / 100;
  }
  return {
    kind: 'epochs',
    cohort: 'hard',
    replicas: exampleReplicas,
    tasks,
    fromEpoch,
    count,
    stepsPerEpoch: 4,
    seconds: 0.25,
    trainLoss: values,
    validationLoss: values.map((value) => value * 2),
    taskWeights: new Float32Array(values.length).fill(1),
    cosines: new Float32Array(values.length * tasks.length).fill(0.5),
    zeroGradients: values.map((value) => value / 100),
    residual: new Float32Array(count * replicas).fill(0.25),
    active: new Uint8Array(count * replicas).fill(1),
  };
}
