import type { Dataset } from '../contract/dataset.ts';
import type { Role, StudySpec } from '../contract/study.ts';

/**
 * The settings that a new study begins with. They are kept by most, so they are the careful ones: ten paired splits
 * (Nadeau and Bengio, 2003: seeds on one split say nothing of new data), selection on validation rows, equal weights.
 */
export function defaultSpec(dataset: Dataset, roles: Record<string, Role>, name: string): StudySpec {
  return {
    version: 1,
    name,
    dataset: {
      id: dataset.id,
      name: dataset.name,
      contentHash: dataset.contentHash,
      rows: dataset.description.rows,
    },
    roles,
    tasks: [],
    split: { kind: 'random', column: null, splits: 10, testFraction: 0.2, validationFraction: 0.2 },
    seeds: 1,
    baseSeed: 1,
    network: { widths: [128, 64], activation: 'relu', dropout: 0, layerNorm: false },
    training: {
      optimizer: 'adam',
      learningRate: 0.001,
      momentum: 0.9,
      weightDecay: 0.0001,
      gradientClip: null,
      batchSize: 64,
      epochs: 100,
      patience: 20,
    },
    arms: [{ method: 'equal', sharing: 'hard', parameters: {} }],
    claim: 'new-data',
    fewerModelsIsAGoal: false,
    note: '',
  };
}

export { usualFolds } from '../core/prepare/split-folds.ts';
