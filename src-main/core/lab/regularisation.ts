import type { LabSettings, LabTrainedPoint } from '../../contract/lab.ts';
import { deriveSeed } from '../util/hash.ts';
import { trainLeastSquares } from './least-squares.ts';
import { regressionRows, regressionStudy } from './linear-study.ts';
import { grid, mergeGrids, squaredDistance } from './numbers.ts';
import {
  drawPair,
  pairDimensions,
  pairTruths,
  times,
  trainError,
  type PairProblem,
  type PairRows,
} from './pair-rows.ts';
import { placesOf } from './place.ts';
import type { Observation, Scenario, Theory } from './scenario.ts';
import { noiseSetting, setting } from './setting.ts';
import { commonSettings, valueOf } from './settings.ts';
import type { Trainer } from './trainer.ts';
import { nearestPoint, say, sayAgreement, sayTrained, theoryAt } from './words.ts';

const dimensions = pairDimensions;
const trainedDistances = grid(0, 2, 7);

function readProblem(settings: LabSettings): PairProblem {
  return { rowsA: valueOf(settings, 'rowsA'), rowsB: valueOf(settings, 'rowsB'), noise: valueOf(settings, 'noise') };
}

/** Excess risk of A alone with fewer rows than inputs: the weights of least norm, which fit every row (Hastie et al., 2022). */
export function leastNormRisk({ rowsA, noise }: Pick<PairProblem, 'rowsA' | 'noise'>): number {
  return 1 - rowsA / dimensions + (noise ** 2 * rowsA) / (dimensions - rowsA - 1);
}

/** Excess risk of A when both tasks share all weights: the variance of n rows, and the pull of B at a squared distance. */
export function jointRisk(distance: number, { rowsA, rowsB, noise }: PairProblem): number {
  const rows = rowsA + rowsB;
  const share = rowsB / rows;
  const spread = dimensions / (rows - dimensions - 1);
  return noise ** 2 * spread + (share ** 2 + share * (1 - share) * spread) * distance;
}

/** The squared distance up to which sharing with B helps A. */
export function breakEvenDistance(problem: PairProblem): number {
  const slope = jointRisk(1, problem) - jointRisk(0, problem);
  return (leastNormRisk(problem) - jointRisk(0, problem)) / slope;
}

function theory(settings: LabSettings): Theory {
  const problem = readProblem(settings);
  const distance = valueOf(settings, 'distance');
  const breakEven = breakEvenDistance(problem);
  const alone = leastNormRisk(problem);
  const distances = mergeGrids(grid(0, 2, 81), trainedDistances, [distance]);
  return {
    theory: [
      ...distances.map((x) => ({ series: 'alone', x, y: alone })),
      ...distances.map((x) => ({ series: 'joint', x, y: jointRisk(x, problem) })),
      ...distances.map((x) => ({ series: 'gap-alone', x, y: alone + problem.noise ** 2 })),
    ],
    facts: [
      { label: 'Gap alone', value: alone + problem.noise ** 2, note: 'test less training error; it fits every row' },
      { label: 'Joint', value: jointRisk(distance, problem), note: `excess risk of A at D = ${say(distance)}` },
      { label: 'Break-even', value: breakEven, note: 'squared distance; beyond it sharing hurts' },
    ],
    markers: breakEven > 2 ? [] : [{ label: 'break-even', x: breakEven, y: alone }],
    arrows: [],
  };
}

function train(settings: LabSettings, replicates: readonly number[], trainer: Trainer): Observation[] {
  const problem = readProblem(settings);
  const distances = [...trainedDistances, valueOf(settings, 'distance')];
  const drawn = replicates.map((replicate) =>
    drawPair({ ...problem, seed: deriveSeed(valueOf(settings, 'seed'), 'regularisation', replicate) }),
  );
  const share = problem.rowsB / (problem.rowsA + problem.rowsB);
  const [trueA] = pairTruths(0);
  const equationsA = drawn.map(({ gramianA, noiseA }) => ({
    gramian: gramianA,
    moments: [times(gramianA, trueA).map((value, at) => value + (noiseA[at] as number))],
  }));
  const equations = drawn.map(({ gramianA, gramianB, noiseB }, replicate) => ({
    gramian: gramianA.map((value, at) => (1 - share) * value + share * (gramianB[at] as number)),
    moments: distances.map((distance) => {
      const fromB = times(gramianB, pairTruths(distance)[1]);
      return (equationsA[replicate]?.moments[0] as Float64Array).map(
        (value, at) => (1 - share) * value + share * ((fromB[at] as number) + (noiseB[at] as number)),
      );
    }),
  }));
  const alone = trainLeastSquares(trainer, equationsA).map(([weights]) => weights as Float64Array);
  const joint = trainLeastSquares(trainer, equations);
  const weightsAt = (replicate: number, place: number): Float64Array => joint[replicate]?.[place] as Float64Array;
  const risk = (weights: Float64Array | undefined): number => squaredDistance(weights as Float64Array, trueA);
  const gap = (weights: Float64Array, replicate: number): number =>
    risk(weights) + problem.noise ** 2 - trainError(weights, trueA, drawn[replicate] as PairRows);
  return [
    ...placesOf('alone', distances, (replicate) => risk(alone[replicate])),
    ...placesOf('joint', distances, (replicate, place) => risk(weightsAt(replicate, place))),
    ...placesOf('gap-alone', distances, (replicate) => gap(alone[replicate] as Float64Array, replicate)),
    ...placesOf('gap-joint', distances, (replicate, place) => gap(weightsAt(replicate, place), replicate)),
  ];
}

function reading(settings: LabSettings, known: Theory, trained: readonly LabTrainedPoint[] | null): string {
  const problem = readProblem(settings);
  const distance = valueOf(settings, 'distance');
  const alone = leastNormRisk(problem);
  const shared = jointRisk(distance, problem);
  const breakEven = breakEvenDistance(problem);
  const first = `With ${problem.rowsA} rows in ${dimensions} dimensions A alone fits every row and has excess risk ${say(alone)}; sharing with ${problem.rowsB} rows of B at D = ${say(distance)} ${shared < alone ? 'helps' : 'hurts'}: ${say(shared)}, with break-even at D = ${say(breakEven)}.`;
  const point = trained === null ? null : nearestPoint(trained, 'joint', distance);
  const gap = trained === null ? null : nearestPoint(trained, 'gap-joint', distance);
  const gapAlone = trained === null ? null : nearestPoint(trained, 'gap-alone', distance);
  if (point === null || gap === null || gapAlone === null) {
    return `${first} The gap between test and training error of A alone is ${say(alone + problem.noise ** 2)}.`;
  }
  const expected = theoryAt(known.theory, 'joint', point.x);
  return `${first} Trained together, A has ${sayTrained(point)}; ${sayAgreement(point, expected)}, and the generalisation gap goes from ${say(gapAlone.mean)} to ${say(gap.mean)}.`;
}

export const regularisation: Scenario = {
  description: {
    name: 'regularisation',
    title: 'Regularisation',
    question: 'A task with few rows shares weights with one that has many: how related must they be for that to help?',
    description: `Two linear tasks in ${dimensions} dimensions. A has fewer rows than inputs: alone it fits all of them, with the weights of least norm. Sharing all weights with B regularises A, and pulls it towards B. The curves are exact alone; together, the pull is an average.`,
    formula:
      'R_{\\text{alone}} = 1 - \\frac{n_A}{d} + \\frac{\\sigma^2 n_A}{d - n_A - 1}, \\qquad R_{\\text{joint}} \\approx \\frac{\\sigma^2 d}{n - d - 1} + \\Big( p^2 + \\frac{p (1 - p)\\, d}{n - d - 1} \\Big) D, \\qquad n = n_A + n_B, \\; p = \\frac{n_B}{n}',
    reference:
      'Hastie, Montanari, Rosset and Tibshirani (2022). Surprises in high-dimensional ridgeless least squares interpolation. Annals of Statistics.',
    settings: [
      setting({
        name: 'distance',
        label: 'Distance D',
        meaning: 'Squared distance between the true weights; the weights of A have length 1.',
        minimum: 0,
        maximum: 2,
        step: 0.05,
        default: 0.25,
      }),
      setting({
        name: 'rowsA',
        label: 'Rows of A',
        meaning: 'Labelled rows of the task with few.',
        minimum: 10,
        maximum: 30,
        step: 1,
        default: 20,
      }),
      setting({
        name: 'rowsB',
        label: 'Rows of B',
        meaning: 'Labelled rows of the task with many.',
        minimum: 100,
        maximum: 800,
        step: 20,
        default: 400,
      }),
      noiseSetting({ minimum: 0, maximum: 1.5, default: 0.5 }),
      ...commonSettings,
    ],
    vectors: null,
    series: [
      { id: 'alone', label: 'A alone', task: null, dash: 'dash', drawn: true },
      { id: 'joint', label: 'A with B', task: 0, dash: 'solid', drawn: true },
      { id: 'gap-alone', label: 'generalisation gap, A alone', task: null, dash: 'dash', drawn: false },
      { id: 'gap-joint', label: 'generalisation gap, A with B', task: 0, dash: 'solid', drawn: false },
    ],
    x: { title: 'squared distance D between the tasks', kind: 'linear', categories: [], range: [-0.03, 2.03] },
    y: { title: 'excess risk of A', kind: 'linear', categories: [], range: null },
  },
  theory,
  trainParts: (settings) => [(replicates, trainer) => train(settings, replicates, trainer)],
  reading,
  study(settings) {
    const problem = readProblem(settings);
    return regressionStudy(
      regressionRows({
        rows: problem.rowsB,
        dimensions,
        tasks: [...pairTruths(valueOf(settings, 'distance'))],
        noise: problem.noise,
        seed: valueOf(settings, 'seed'),
        labelled: [problem.rowsA, problem.rowsB],
      }),
      { network: { widths: [2], activation: 'linear' } },
      `Task 1 has ${problem.rowsA} rows to train on in ${dimensions} dimensions, task 2 has ${problem.rowsB}; the squared distance between their weights is ${say(valueOf(settings, 'distance'))}.`,
    );
  },
};
