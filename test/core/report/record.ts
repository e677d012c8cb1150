import type { LiveStudy } from '../../../src-main/contract/live.ts';
import type { Run } from '../../../src-main/contract/run.ts';
import { twinId } from '../../../src-main/contract/arm.ts';
import { balancingMethods } from '../../../src-main/core/balance/registry.ts';
import { compareScores } from '../../../src-main/core/compare/compare-scores.ts';
import { decideVerdict } from '../../../src-main/core/compare/decide-verdict.ts';
import type { Score } from '../../../src-main/core/compare/scores.ts';
import { sharingForms } from '../../../src-main/core/model/sharing/registry.ts';
import { metrics } from '../../../src-main/core/metric/registry.ts';
import type { ReportRecord } from '../../../src-main/core/report/record.ts';
import { normalAt } from '../compare/scores.ts';

const primaryMetrics = ['rmse', 'auroc', 'macro-f1'];
const types = ['regression', 'binary', 'multiclass'] as const;
const levels = [12.5, 0.8, 0.7];
const steps = [0.15, 0.006, 0.01];
const gains: Record<string, number[]> = { pcgrad: [-0.9, 0.03, 0.002], uncertainty: [0.6, 0.025, 0.0] };

/** A finished study of three tasks under the given names: ten splits, two arms, one failed run. */
export function exampleRecord(tasks: readonly [string, string, string], name = 'Listings'): ReportRecord {
  const arms = Object.keys(gains);
  const scores: Score[] = tasks.flatMap((task, t) =>
    [twinId(task), ...arms].flatMap((arm, a) =>
      Array.from({ length: 10 }, (_, split): Score => {
        const noise = normalAt(7, 100 * t + a, split);
        const shared = 3 * normalAt(8, t, split);
        const value = (levels[t] ?? 0) + (gains[arm]?.[t] ?? 0) + (steps[t] ?? 0) * (noise + shared);
        return { arm, split, seed: 0, task, metric: primaryMetrics[t] ?? '', value, trainRows: 640, testRows: 200 };
      }),
    ),
  );
  const primary = Object.fromEntries(tasks.map((task, t) => [task, primaryMetrics[t] ?? '']));
  const naming = {
    armNames: { pcgrad: 'PCGrad', uncertainty: 'Uncertainty weighting' },
    directions: (id: string) => metrics.find((metric) => metric.description.id === id)?.description,
  };
  const comparison = compareScores(scores, {
    baseline: null,
    metric: null,
    primaryMetrics: primary,
    ...naming,
    gradientCosines: [
      { arm: 'pcgrad', taskA: tasks[0], taskB: tasks[1], mean: -0.21, conflictRate: 0.61 },
      { arm: 'pcgrad', taskA: tasks[0], taskB: tasks[2], mean: 0.12, conflictRate: 0.3 },
      { arm: 'pcgrad', taskA: tasks[1], taskB: tasks[2], mean: 0.44, conflictRate: 0.05 },
    ],
  });
  const runs: Run[] = [twinId(tasks[0]), ...arms].flatMap((arm) =>
    Array.from({ length: 10 }, (_, split): Run => ({
      id: `${arm}-${split}`,
      arm,
      split,
      seed: 0,
      status: arm === 'uncertainty' && split === 9 ? 'failed' : 'completed',
      failure:
        arm === 'uncertainty' && split === 9
          ? { message: 'the loss became NaN in epoch 3.', remedy: 'Lower the learning rate.' }
          : null,
      bestEpoch: 12,
      epochsTrained: 30,
      metrics: {},
      choices: {},
    })),
  );
  return {
    study: {
      id: 'study-1',
      status: 'completed',
      createdAt: '2026-01-02T03:04:05.000Z',
      updatedAt: '2026-01-02T03:04:05.000Z',
      archived: false,
      starred: false,
      sampleId: null,
      spec: {
        version: 1,
        name,
        dataset: { id: 'data-1', name: 'Rents', contentHash: 'ab'.repeat(32), rows: 1000 },
        roles: { area: 'input', rooms: 'input', key: 'id', [tasks[0]]: 'task', [tasks[1]]: 'task', [tasks[2]]: 'task' },
        tasks: tasks.map((column, t) => ({
          column,
          type: types[t] ?? 'regression',
          loss: t === 0 ? 'mse' : 'cross-entropy',
          primaryMetric: primaryMetrics[t] ?? '',
          classes: t === 0 ? [] : ['no', 'yes'],
          rope: null,
        })),
        split: { kind: 'random', column: null, splits: 10, testFraction: 0.2, validationFraction: 0.2 },
        seeds: 1,
        baseSeed: 42,
        network: { widths: [128, 64], activation: 'relu', dropout: 0.1, layerNorm: false },
        training: {
          optimizer: 'adam',
          learningRate: 0.001,
          momentum: 0.9,
          weightDecay: 0.0001,
          gradientClip: null,
          batchSize: 64,
          epochs: 30,
          patience: 5,
        },
        arms: arms.map((method) => ({ method, sharing: 'hard', parameters: {} })),
        claim: 'new-data',
        fewerModelsIsAGoal: false,
        note: 'The same flats decide all three.',
      },
    },
    dataset: {
      id: 'data-1',
      name: 'Rents',
      fileName: 'rents.csv',
      contentHash: 'ab'.repeat(32),
      createdAt: '2026-01-01T00:00:00.000Z',
      sampleId: null,
      description: {
        rows: 1000,
        columns: [],
        options: {
          encoding: 'utf-8',
          delimiter: ';',
          quote: '"',
          header: true,
          decimalMark: ',',
          thousandsMark: 'none',
          missingTokens: ['NA', ''],
          skipRows: 0,
          format: 'delimited',
          member: null,
          sheet: null,
          table: null,
          query: null,
          dateOrder: 'auto',
        },
        warnings: [{ code: 'repeated-header', message: 'Column area was named twice; the second is area_2.' }],
      },
    },
    comparison,
    verdict: decideVerdict(comparison, {
      primaryMetrics: primary,
      labelCounts: { [tasks[0]]: 640, [tasks[1]]: 80 },
      ...naming,
    }),
    runs,
    live: exampleLive(tasks, arms),
    design: exampleDesign(tasks),
    cost: {
      wallSeconds: 41.5,
      compileSeconds: 3,
      trainSeconds: 60,
      evaluateSeconds: 1.5,
      networks: [],
    },
    catalogue: {
      methods: balancingMethods.map((method) => method.description),
      sharingForms: sharingForms.map((form) => form.description),
      samplings: [],
      stages: [],
      alternatives: [],
      metrics: metrics.map((metric) => metric.description),
      losses: [],
    },
    versions: {
      version: '0.1.0',
      engine: { kind: 'direct', level: 'v4', tensorflow: '2.21.0', notice: null },
      node: '24.21.0',
      platform: 'linux x64',
      sqlite: '3.51.0',
      duckdb: '1.5.6',
    },
    createdAt: '2026-01-03T10:20:30.000Z',
  };
}

function exampleDesign(tasks: readonly string[]): ReportRecord['design'] {
  return {
    problems: [],
    units: 10,
    unitName: 'splits',
    rho: 200 / 640,
    nTrain: 640,
    nValidation: 160,
    nTest: 200,
    labels: tasks.map((task) => ({ task, train: 640, validation: 160, test: 200 })),
    bySplit: [],
    family: 6,
    leastP: 2 / 2 ** 10,
    leastPHolm: 12 / 2 ** 10,
    detectableDifference: 2.01,
    detectableLimit: 1.57,
    detectableByUnits: [],
    canShow: 'A claim on new data of this kind.',
    cannotShow: 'Differences smaller than 2.01 standard deviations.',
    trainings: 50,
    steps: 15000,
    memoryBytes: 0,
    diskBytes: 0,
    checklist: [{ item: 'A single-task twin of every task', done: true, explanation: 'Every study trains them.' }],
  };
}

function exampleLive(tasks: readonly string[], arms: readonly string[]): ReportRecord['live'] {
  const epochs = Array.from({ length: 20 }, (_, index) => index + 1);
  const series = (scale: number): LiveStudy['curves'][number]['train'] => ({
    epochs,
    mean: epochs.map((epoch) => scale * Math.exp(-epoch / 6) + 0.2),
    low: epochs.map((epoch) => scale * Math.exp(-epoch / 6) + 0.15),
    high: epochs.map((epoch) => scale * Math.exp(-epoch / 6) + 0.3),
  });
  return {
    curves: tasks.flatMap((task, t) =>
      [twinId(task), ...arms].map((arm, a) => ({
        task,
        arm,
        train: series(1 + t),
        validation: series(1.2 + t + 0.1 * a),
      })),
    ),
    taskWeights: arms.map((arm) => ({
      arm,
      tasks: [...tasks],
      epochs,
      values: tasks.map((_, t) => epochs.map((epoch) => 1 + 0.02 * (t - 1) * epoch)),
    })),
    gradientCosines: [
      {
        arm: 'pcgrad',
        tasks: [...tasks],
        matrix: [
          [1, -0.21, 0.12],
          [-0.21, 1, null],
          [0.12, null, 1],
        ],
        conflictRate: [
          [0, 0.61, 0.3],
          [0.61, 0, null],
          [0.3, null, 0],
        ],
      },
    ],
    alarms: [],
  };
}
