import { add, matMul, mul, sub, sum, type Tensor } from '@tensorflow/tfjs-core';
import type { LabSettings, LabTrainedPoint } from '../../contract/lab.ts';
import { deriveSeed } from '../util/hash.ts';
import { momentumDescent, momentumState } from './descent.ts';
import { drawNormal } from './draw.ts';
import { regressionRows, regressionStudy } from './linear-study.ts';
import { fill, grid, mergeGrids, single } from './numbers.ts';
import { placesOf } from './place.ts';
import { replicatesPerBlock } from './replicates.ts';
import { createGramian, momentOf, type Rows } from './rows.ts';
import type { Observation, Scenario, Theory } from './scenario.ts';
import { setting } from './setting.ts';
import { commonSettings, valueOf } from './settings.ts';
import type { Trainer } from './trainer.ts';
import { dataOf } from './values.ts';
import { nearestPoint, say, sayAgreement, sayTrained, theoryAt } from './words.ts';

export const regularisationDimensions = 50;
const dimensions = regularisationDimensions;
const trainedDistances = grid(0, 2, 7);
const steps = 500;

interface Problem {
  readonly rowsA: number;
  readonly rowsB: number;
  readonly noise: number;
}

function readProblem(settings: LabSettings): Problem {
  return { rowsA: valueOf(settings, 'rowsA'), rowsB: valueOf(settings, 'rowsB'), noise: valueOf(settings, 'noise') };
}

/** Excess risk of A alone with fewer rows than inputs: the weights of least norm, which fit every row (Hastie et al., 2022). */
export function leastNormRisk({ rowsA, noise }: Pick<Problem, 'rowsA' | 'noise'>): number {
  return 1 - rowsA / dimensions + (noise ** 2 * rowsA) / (dimensions - rowsA - 1);
}

/** Excess risk of A when both tasks share all weights: the variance of n rows, and the pull of B at a squared distance. */
export function jointRisk(distance: number, { rowsA, rowsB, noise }: Problem): number {
  const rows = rowsA + rowsB;
  const share = rowsB / rows;
  const spread = dimensions / (rows - dimensions - 1);
  return noise ** 2 * spread + (share ** 2 + share * (1 - share) * spread) * distance;
}

/** The squared distance up to which sharing with B helps A. */
export function breakEvenDistance(problem: Problem): number {
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

/**
 * Mean squared error through X'X / n and X'y / n: w' S w / 2 - c' w has the gradient of the rows themselves. Columns of W
 * are the places of the chart: gramian [R, d, d], moments and weights [R, d, places].
 */
function leastSquares(weights: Tensor, gramian: Tensor, moments: Tensor): Tensor {
  return sum(mul(weights, sub(mul(matMul(gramian, weights), 0.5), moments)));
}

const program = momentumDescent('regularisation', ['alone', 'joint'], (parameters, inputs) => {
  const fit = (name: string): Tensor =>
    leastSquares(parameters[name] as Tensor, inputs[`${name}Gramian`] as Tensor, inputs[`${name}Moments`] as Tensor);
  return add(fit('alone'), fit('joint'));
});

interface Replicate {
  readonly a: Rows;
  readonly b: Rows;
  /** X'X / n of A's rows and of all rows. */
  readonly gramianA: Float64Array;
  readonly gramianB: Float64Array;
  /** X'e / n of the label noise. */
  readonly noiseA: Float64Array;
  readonly noiseB: Float64Array;
  readonly errorsA: Float64Array;
}

function drawReplicate(seed: number, { rowsA, rowsB, noise }: Problem): Replicate {
  const draw = (rows: number, name: string): Rows => ({
    count: rows,
    columns: dimensions,
    values: drawNormal(rows * dimensions, seed, name),
  });
  const errors = (rows: number, name: string) => drawNormal(rows, seed, 'noise', name).map((value) => noise * value);
  const [a, b] = [draw(rowsA, 'a'), draw(rowsB, 'b')];
  const errorsA = errors(rowsA, 'a');
  return {
    a,
    b,
    gramianA: createGramian(a),
    gramianB: createGramian(b),
    noiseA: momentOf(a, errorsA),
    noiseB: momentOf(b, errors(rowsB, 'b')),
    errorsA,
  };
}

/** True weights of A, and of B at this squared distance. */
function truths(distance: number): readonly [Float64Array, Float64Array] {
  const unit = Float64Array.from({ length: dimensions }, () => 1 / Math.sqrt(dimensions));
  const apart = Math.sqrt(distance / dimensions);
  return [unit, unit.map((value, index) => value + (index % 2 === 0 ? apart : -apart))];
}

function times(gramian: Float64Array, vector: Float64Array): Float64Array {
  return Float64Array.from({ length: dimensions }, (_, row) => {
    let total = 0;
    for (let column = 0; column < dimensions; column += 1) {
      total += (gramian[row * dimensions + column] as number) * (vector[column] as number);
    }
    return total;
  });
}

function train(settings: LabSettings, replicates: readonly number[], trainer: Trainer): Observation[] {
  const problem = readProblem(settings);
  const distances = [...trainedDistances, valueOf(settings, 'distance')];
  const drawn = replicates.map((replicate) =>
    drawReplicate(deriveSeed(valueOf(settings, 'seed'), 'regularisation', replicate), problem),
  );
  const share = problem.rowsB / (problem.rowsA + problem.rowsB);
  const [trueA] = truths(0);
  const momentsA = drawn.map(({ gramianA, noiseA }) =>
    times(gramianA, trueA).map((value, at) => value + (noiseA[at] as number)),
  );
  const jointMoments = drawn.map(({ gramianB, noiseB }, replicate) =>
    distances.map((distance) => {
      const fromB = times(gramianB, truths(distance)[1]);
      return (momentsA[replicate] as Float64Array).map(
        (value, at) => (1 - share) * value + share * ((fromB[at] as number) + (noiseB[at] as number)),
      );
    }),
  );
  const places = distances.length;
  const square = dimensions * dimensions;
  const zeros = (columns: number) => fill([replicatesPerBlock, dimensions, columns], () => 0);
  const result = trainer.run(
    program,
    momentumState({ alone: zeros(1), joint: zeros(places) }),
    {
      aloneGramian: fill(
        [replicatesPerBlock, dimensions, dimensions],
        (at) => (drawn[Math.floor(at / square)] as Replicate).gramianA[at % square] as number,
      ),
      jointGramian: fill([replicatesPerBlock, dimensions, dimensions], (at) => {
        const own = drawn[Math.floor(at / square)] as Replicate;
        return (1 - share) * (own.gramianA[at % square] as number) + share * (own.gramianB[at % square] as number);
      }),
      aloneMoments: fill(
        [replicatesPerBlock, dimensions, 1],
        (at) => (momentsA[Math.floor(at / dimensions)] as Float64Array)[at % dimensions] as number,
      ),
      jointMoments: fill([replicatesPerBlock, dimensions, places], (at) => {
        const row = Math.floor(at / places) % dimensions;
        return (jointMoments[Math.floor(at / places / dimensions)] as Float64Array[])[at % places]?.[row] as number;
      }),
      rate: single(0.15),
      momentum: single(0.9),
    },
    steps,
  );
  const aloneData = dataOf(result, 'alone');
  const jointData = dataOf(result, 'joint');
  const alone = (replicate: number): Float64Array =>
    Float64Array.from({ length: dimensions }, (_, at) => aloneData[replicate * dimensions + at] as number);
  const joint = (replicate: number, place: number): Float64Array =>
    Float64Array.from(
      { length: dimensions },
      (_, at) => jointData[(replicate * dimensions + at) * places + place] as number,
    );
  const risk = (weights: Float64Array): number =>
    weights.reduce((total, value, at) => total + (value - (trueA[at] as number)) ** 2, 0);
  const gap = (weights: Float64Array, replicate: number): number =>
    risk(weights) + problem.noise ** 2 - trainError(weights, trueA, drawn[replicate] as Replicate);
  return [
    ...placesOf('alone', distances, (replicate) => risk(alone(replicate))),
    ...placesOf('joint', distances, (replicate, place) => risk(joint(replicate, place))),
    ...placesOf('gap-alone', distances, (replicate) => gap(alone(replicate), replicate)),
    ...placesOf('gap-joint', distances, (replicate, place) => gap(joint(replicate, place), replicate)),
  ];
}

/** Mean squared error on A's own rows. */
function trainError(weights: Float64Array, truth: Float64Array, { a, errorsA }: Replicate): number {
  let total = 0;
  for (let row = 0; row < a.count; row += 1) {
    let residual = errorsA[row] as number;
    for (let column = 0; column < a.columns; column += 1) {
      residual +=
        (a.values[row * a.columns + column] as number) * ((truth[column] as number) - (weights[column] as number));
    }
    total += residual ** 2;
  }
  return total / a.count;
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
      setting({
        name: 'noise',
        label: 'Noise',
        meaning: 'Standard deviation of the label noise.',
        unit: 'SD',
        minimum: 0,
        maximum: 1.5,
        step: 0.05,
        default: 0.5,
      }),
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
        tasks: [...truths(valueOf(settings, 'distance'))],
        noise: problem.noise,
        seed: valueOf(settings, 'seed'),
        labelled: [problem.rowsA, problem.rowsB],
      }),
      { network: { widths: [2], activation: 'linear' } },
      `Task 1 has ${problem.rowsA} rows to train on in ${dimensions} dimensions, task 2 has ${problem.rowsB}; the squared distance between their weights is ${say(valueOf(settings, 'distance'))}.`,
    );
  },
};
