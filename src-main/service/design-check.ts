import type { DesignCheck, LabelCount, Problem } from '../contract/design.ts';
import type { StudySpec } from '../contract/study.ts';
import { designNumbers, type DesignNumbers } from '../core/compare/design-numbers.ts';
import { formatNumber, formatP } from '../core/compare/wording.ts';
import { buildChecklist } from './design-checklist.ts';
import type { TrainingMaterial } from './training-material.ts';
import { estimateDisk, estimateMemory, type TrainingData } from './training/plan.ts';

/** What a planned study can show and what it takes, before anything is trained. */
export function buildDesignCheck(
  spec: StudySpec,
  problems: readonly Problem[],
  material: TrainingMaterial | null,
): DesignCheck {
  const { splits, seeds } = { splits: spec.split.splits, seeds: spec.seeds };
  const unitName = splits > 1 ? 'splits' : 'seeds';
  const units = splits > 1 ? splits : seeds;
  const sizes = measureSplits(spec, material?.data ?? null);
  const rho = unitName === 'seeds' || sizes.nTrain === 0 ? 0 : sizes.nTest / sizes.nTrain;
  const family = spec.arms.length * spec.tasks.length;
  const numbers = designNumbers({ units, rho, family });
  const trainings = units === 0 ? 0 : splits * seeds * (spec.arms.length + spec.tasks.length);
  return {
    problems: [...problems],
    units,
    unitName,
    rho,
    ...sizes,
    family,
    leastP: numbers.leastP,
    leastPHolm: numbers.leastPHolm,
    detectableDifference: numbers.detectableDifference,
    detectableLimit: numbers.limit,
    detectableByUnits: numbers.byUnits,
    canShow: sayWhatItShows(spec, unitName, units, numbers),
    cannotShow: sayWhatItHides(unitName, units, family, numbers),
    trainings,
    steps: material === null ? 0 : countSteps(material.plan),
    memoryBytes: material === null ? 0 : estimateMemory(material.plan, material.trainers),
    diskBytes: material === null ? 0 : estimateDisk(material.plan, material.data),
    checklist: buildChecklist(spec),
  };
}

/** Steps of all trainings; an alternative counts by the trainings that it amounts to. */
function countSteps({ cohorts, epochs, stepsPerEpoch }: TrainingMaterial['plan']): number {
  const trainings = cohorts.reduce((total, { replicas, alternative }) => {
    const runs = replicas.filter(({ filler }) => !filler).length;
    return total + runs * (alternative?.trainings ?? 1);
  }, 0);
  return Math.round(trainings * epochs * stepsPerEpoch);
}

type Sizes = Pick<DesignCheck, 'nTrain' | 'nValidation' | 'nTest' | 'labels' | 'bySplit'>;

const parts = ['train', 'validation', 'test'] as const;

/** Every split, and the smallest of each number over all; nothing where splits cannot be made. */
function measureSplits(spec: StudySpec, data: TrainingData | null): Sizes {
  if (data === null) return { nTrain: 0, nValidation: 0, nTest: 0, labels: [], bySplit: [] };
  const bySplit = data.splits.map((split) => ({
    train: split.train.length,
    validation: split.validation.length,
    test: split.test.length,
    labels: spec.tasks.map(({ column }, index): LabelCount => {
      const labelled = data.encoding.targets[index]?.labelled ?? new Uint8Array();
      const [train = 0, validation = 0, test = 0] = parts.map((part) => countLabelled(labelled, split[part]));
      return { task: column, train, validation, test };
    }),
  }));
  const least = (read: (split: (typeof bySplit)[number]) => number): number => Math.min(...bySplit.map(read));
  return {
    nTrain: least((split) => split.train),
    nValidation: least((split) => split.validation),
    nTest: least((split) => split.test),
    labels: spec.tasks.map(({ column }, index) => ({
      task: column,
      train: least((split) => split.labels[index]?.train ?? 0),
      validation: least((split) => split.labels[index]?.validation ?? 0),
      test: least((split) => split.labels[index]?.test ?? 0),
    })),
    bySplit,
  };
}

function countLabelled(labelled: Uint8Array, rows: Int32Array): number {
  let count = 0;
  for (const row of rows) count += labelled[row] ?? 0;
  return count;
}

function sayWhatItShows(spec: StudySpec, unitName: string, units: number, numbers: DesignNumbers): string {
  if (numbers.detectableDifference === null) return 'Nothing yet: a comparison needs at least two replicates.';
  const claim = unitName === 'splits' && spec.claim === 'new-data' ? 'on new data of this kind' : 'on this split';
  const size = formatNumber(numbers.detectableDifference);
  return `A claim ${claim}. ${units} ${unitName} find a difference of ${size} standard deviations of the paired differences, or more, with 80 % power: one comparison by the corrected t test at 5 %, before Holm.`;
}

function sayWhatItHides(unitName: string, units: number, family: number, numbers: DesignNumbers): string {
  const parts: string[] = [];
  if (unitName === 'seeds')
    parts.push('Anything about other rows than these test rows: seeds of one split speak of that split only.');
  if (numbers.detectableDifference !== null) {
    parts.push(
      `Differences smaller than ${formatNumber(numbers.detectableDifference)} standard deviations, with that power.`,
    );
  }
  if (numbers.limit > 0) {
    parts.push(
      `Differences below ${formatNumber(numbers.limit)} standard deviations need more rows: more splits do not help.`,
    );
  }
  if (numbers.leastPHolm !== null && numbers.leastPHolm > 0.05) {
    parts.push(
      `By a Wilcoxon test nothing: with ${units} ${unitName} its least p is ${formatP(numbers.leastP ?? 1)}, and ${formatP(numbers.leastPHolm)} after Holm over ${family}.`,
    );
  }
  return parts.join(' ');
}
