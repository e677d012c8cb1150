import type { ArmSpec, StudySpec, TaskType } from '../../src-main/contract/study.ts';
import { defaultLoss } from '../../src-main/core/loss/registry.ts';
import type { Encoding, Split, Target } from '../../src-main/core/prepare/prepared.ts';
import { deriveSeed, permutation, uniformAt } from '../../src-main/core/util/hash.ts';

/** A small synthetic study: numbers as inputs, tasks that are noisy functions of a common factor. */
export interface SyntheticStudy {
  readonly spec: StudySpec;
  readonly encoding: Encoding;
  readonly splits: readonly Split[];
}

export interface SyntheticOptions {
  readonly rows?: number;
  readonly features?: number;
  readonly tasks?: readonly TaskType[];
  readonly splits?: number;
  readonly seeds?: number;
  readonly arms?: readonly ArmSpec[];
  readonly missingLabels?: number;
  readonly missingInputs?: number;
  /** Rows of training and of validation; the rest is for the test. */
  readonly parts?: readonly [number, number];
  readonly network?: Partial<StudySpec['network']>;
  readonly training?: Partial<StudySpec['training']>;
  readonly seed?: number;
}

export function arm(method: string, parameters: ArmSpec['parameters'] = {}): ArmSpec {
  return { method, sharing: 'hard', parameters };
}

/** The same options give the same study, bit for bit. */
export function createStudy(options: SyntheticOptions = {}): SyntheticStudy {
  const rows = options.rows ?? 120;
  const features = options.features ?? 5;
  const types = options.tasks ?? ['regression', 'binary', 'multiclass'];
  const seed = options.seed ?? 11;
  const noise = (purpose: string, index: number): number => 2 * uniformAt(deriveSeed(seed, purpose), 0, index) - 1;
  const inputs = new Float32Array(rows * features).map((_, index) => 3 * noise('inputs', index) + (index % features));
  const present = new Uint8Array(inputs.length).fill(1);
  if (options.missingInputs !== undefined) {
    for (let cell = 0; cell < present.length; cell += 1) {
      if (uniformAt(deriveSeed(seed, 'missing inputs'), 0, cell) < options.missingInputs) {
        present[cell] = 0;
        inputs[cell] = 0;
      }
    }
  }
  const targets = types.map((type, task): Target => {
    const values = new Float32Array(rows);
    const labelled = new Uint8Array(rows).fill(1);
    for (let row = 0; row < rows; row += 1) {
      let signal = 0.3 * noise(`target ${task}`, row);
      for (let feature = 0; feature < features; feature += 1) {
        const centred = ((inputs[row * features + feature] as number) - feature) / 3;
        signal += centred * (noise('common factor', feature) + 0.5 * noise(`own factor ${task}`, feature));
      }
      values[row] = type === 'regression' ? 50 + 20 * signal : type === 'binary' ? Number(signal > 0) : thirds(signal);
      const drawn = uniformAt(deriveSeed(seed, 'missing labels', task), 0, row);
      if (options.missingLabels !== undefined && drawn < options.missingLabels) {
        labelled[row] = 0;
        values[row] = 0;
      }
    }
    return {
      task: `task ${task}`,
      type,
      classCount: type === 'multiclass' ? 3 : type === 'binary' ? 2 : 0,
      values,
      labelled,
    };
  });
  const [train, validation] = options.parts ?? [Math.floor(rows * 0.6), Math.floor(rows * 0.2)];
  const splits = Array.from({ length: options.splits ?? 2 }, (_, split): Split => {
    const order = permutation(rows, deriveSeed(seed, 'split', split));
    return {
      train: order.slice(0, train).sort(),
      validation: order.slice(train, train + validation).sort(),
      test: order.slice(train + validation).sort(),
    };
  });
  return {
    encoding: {
      rowCount: rows,
      features: Array.from({ length: features }, (_, feature) => ({
        name: `input ${feature}`,
        column: `input ${feature}`,
        kind: 'number' as const,
      })),
      inputs,
      present: options.missingInputs === undefined ? null : present,
      targets,
    },
    splits,
    spec: createSpec(options, types, targets),
  };
}

function thirds(signal: number): number {
  return signal < -0.4 ? 0 : signal < 0.4 ? 1 : 2;
}

function createSpec(options: SyntheticOptions, types: readonly TaskType[], targets: readonly Target[]): StudySpec {
  const primary = { regression: 'rmse', binary: 'auroc', multiclass: 'macro-f1' };
  const labels = { regression: [], binary: ['no', 'yes'], multiclass: ['low', 'middle', 'high'] };
  return {
    version: 1,
    name: 'synthetic',
    dataset: { id: 'synthetic', name: 'synthetic', contentHash: 'synthetic', rows: options.rows ?? 120 },
    roles: {},
    tasks: types.map((type, task) => ({
      column: (targets[task] as Target).task,
      type,
      loss: defaultLoss(type).description.id,
      primaryMetric: primary[type],
      classes: labels[type],
      rope: null,
    })),
    split: { kind: 'random', column: null, splits: options.splits ?? 2, testFraction: 0.2, validationFraction: 0.2 },
    seeds: options.seeds ?? 1,
    baseSeed: 7,
    network: { widths: [8, 6], activation: 'relu', dropout: 0, layerNorm: false, ...options.network },
    training: {
      optimizer: 'adam',
      learningRate: 0.01,
      momentum: 0.9,
      weightDecay: 0,
      gradientClip: null,
      batchSize: 16,
      epochs: 6,
      patience: null,
      ...options.training,
    },
    arms: [...(options.arms ?? [arm('equal')])],
    claim: 'new-data',
    fewerModelsIsAGoal: false,
    note: '',
  };
}
