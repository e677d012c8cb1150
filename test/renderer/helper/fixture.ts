import type { LiveStudy } from '../../../src-main/contract/live.ts';
import type { Study, StudySpec, Task } from '../../../src-main/contract/study.ts';

export function makeTask(column: string): Task {
  return { column, type: 'regression', loss: 'squared-error', primaryMetric: 'rmse', classes: [], rope: null };
}

export function makeSpec(change: Partial<StudySpec> = {}): StudySpec {
  return {
    version: 1,
    name: 'listings',
    dataset: { id: 'd', name: 'listings', contentHash: '00', rows: 100 },
    roles: { rooms: 'input', rent: 'task', price: 'task', street: 'id', note: 'ignore' },
    tasks: [makeTask('rent'), makeTask('price')],
    split: { kind: 'random', column: null, splits: 10, testFraction: 0.2, validationFraction: 0.2 },
    seeds: 1,
    baseSeed: 1,
    network: { widths: [64, 64], activation: 'relu', dropout: 0, layerNorm: false },
    training: {
      optimizer: 'adam',
      learningRate: 0.001,
      momentum: 0.9,
      weightDecay: 0,
      gradientClip: null,
      batchSize: 64,
      epochs: 50,
      patience: null,
    },
    arms: [{ method: 'equal', sharing: 'hard', parameters: {} }],
    claim: 'new-data',
    fewerModelsIsAGoal: false,
    note: '',
    ...change,
  };
}

export function makeStudy(change: Partial<Study> = {}): Study {
  return {
    id: 's',
    status: 'draft',
    createdAt: '2026-01-01T00:00:00.000Z',
    updatedAt: '2026-01-01T00:00:00.000Z',
    archived: false,
    starred: false,
    sampleId: null,
    spec: makeSpec(),
    ...change,
  };
}

/** Two tasks, one arm and its twins, three epochs; the second replicate has stopped before the third. */
export function makeLive(change: Partial<LiveStudy> = {}): LiveStudy {
  const series = (mean: (number | null)[]) => ({
    epochs: [1, 2, 3],
    mean,
    low: mean.map((value) => (value === null ? null : value - 0.1)),
    high: mean.map((value) => (value === null ? null : value + 0.1)),
  });
  return {
    studyId: 's',
    sequence: 1,
    stage: 'training',
    startedAt: null,
    elapsedSeconds: 1,
    etaSeconds: 1,
    fraction: 0.3,
    epoch: 3,
    epochs: 10,
    stepsPerSecond: null,
    engine: 'xla',
    runs: [],
    curves: [
      { task: 'rent', arm: 'single-task:rent', train: series([3, 2, 1]), validation: series([1, 0.8, 0.7]) },
      { task: 'rent', arm: 'equal', train: series([4, 3, 2]), validation: series([1.2, 0.6, null]) },
    ],
    taskWeights: [
      {
        arm: 'equal',
        tasks: ['rent', 'price'],
        epochs: [1, 2],
        values: [
          [1, 1.5],
          [1, 0.5],
        ],
      },
    ],
    gradientCosines: [],
    residuals: [],
    zeroGradients: [],
    alarms: [],
    ...change,
  };
}
