import { add, cast, expandDims, grad, less, mul, square, sub, sum, div, type Tensor } from '@tensorflow/tfjs-core';
import type { LabSettings, LabTrainedPoint } from '../../contract/lab.ts';
import type { Program } from '../engine/engine.ts';
import { deriveSeed } from '../util/hash.ts';
import { drawNormal } from './draw.ts';
import { regressionRows, regressionStudy } from './linear-study.ts';
import { fill, grid, mergeGrids } from './numbers.ts';
import { observe, stackPlaces } from './place.ts';
import { replicatesPerBlock } from './replicates.ts';
import type { Observation, Scenario, Theory } from './scenario.ts';
import { noiseSetting, setting } from './setting.ts';
import { commonSettings, valueOf } from './settings.ts';
import type { Trainer } from './trainer.ts';
import { dataOf } from './values.ts';
import { nearestPoint, say, sayAgreement, sayShare, sayTrained, theoryAt } from './words.ts';

const dimensions = 10;
const trainedShares = grid(0, 1, 9);

interface Problem {
  readonly rowsA: number;
  readonly rowsB: number;
  /** |u_A - u_B|^2 */
  readonly distance: number;
  readonly noise: number;
  readonly steps: number;
}

function readProblem(settings: LabSettings): Problem {
  return {
    rowsA: valueOf(settings, 'rowsA'),
    rowsB: valueOf(settings, 'rowsB'),
    distance: valueOf(settings, 'distance'),
    noise: valueOf(settings, 'noise'),
    steps: valueOf(settings, 'steps'),
  };
}

/** The share of steps that task A gets when tasks are drawn in proportion to n^(1 / temperature). */
export function sampledShare({ rowsA, rowsB }: Pick<Problem, 'rowsA' | 'rowsB'>, temperature: number): number {
  return 1 / (1 + (rowsB / rowsA) ** (1 / temperature));
}

/**
 * Excess risk of both tasks when a share p of the steps is drawn from A. With steps of length 1/k the shared weights are the
 * mean of the drawn tasks' own optima (Robbins and Monro, 1951), so the last term is the luck of K draws. Exact.
 */
export function sampledRisk(share: number, problem: Problem): { a: number; b: number } {
  const { rowsA, rowsB, distance, noise, steps } = problem;
  const ownA = (noise ** 2 * dimensions) / rowsA;
  const ownB = (noise ** 2 * dimensions) / rowsB;
  const luck = (share * (1 - share) * (distance + ownA + ownB)) / steps;
  const common = share ** 2 * ownA + (1 - share) ** 2 * ownB + luck;
  return { a: (1 - share) ** 2 * distance + common, b: share ** 2 * distance + common };
}

function theory(settings: LabSettings): Theory {
  const problem = readProblem(settings);
  const share = sampledShare(problem, valueOf(settings, 'temperature'));
  const proportional = sampledShare(problem, 1);
  const shares = mergeGrids(grid(0, 1, 101), trainedShares, [share]);
  return {
    theory: [
      ...shares.map((x) => ({ series: 'a', x, y: sampledRisk(x, problem).a })),
      ...shares.map((x) => ({ series: 'b', x, y: sampledRisk(x, problem).b })),
    ],
    facts: [
      {
        label: 'Proportional',
        value: proportional,
        note: `share of A’s steps; its excess risk ${say(sampledRisk(proportional, problem).a)}`,
      },
      {
        label: 'At this temperature',
        value: share,
        note: `share of A’s steps; its excess risk ${say(sampledRisk(share, problem).a)}`,
      },
      { label: 'Uniform', value: 0.5, note: `share of A’s steps; its excess risk ${say(sampledRisk(0.5, problem).a)}` },
    ],
    markers: [
      { label: 'proportional', x: proportional, y: sampledRisk(proportional, problem).a },
      { label: 'temperature', x: share, y: sampledRisk(share, problem).a },
    ],
    arrows: [],
  };
}

/** Each step draws a task and takes a step of length 1/k on its loss |theta - optimum|^2 / 2, X'X being n I. */
const program: Program = {
  name: 'dominance',
  body(index, state, inputs, operations) {
    const drawn = operations.uniform(inputs['seeds'] as Tensor, index, []);
    const isA = expandDims(cast(less(drawn, inputs['share'] as Tensor), 'float32'), 1);
    const target = add(mul(isA, inputs['optimumA'] as Tensor), mul(sub(1, isA), inputs['optimumB'] as Tensor));
    const theta = state['theta'] as Tensor;
    const gradient = grad((at: Tensor) => mul(sum(square(sub(at, target))), 0.5))(theta);
    return { theta: sub(theta, div(gradient, add(cast(index, 'float32'), 1))) };
  },
};

function truths(distance: number): readonly [Float64Array, Float64Array] {
  const apart = Math.sqrt(distance);
  return [
    Float64Array.from({ length: dimensions }, (_, index) => (index === 0 ? 1 : 0)),
    Float64Array.from({ length: dimensions }, (_, index) => (index === 0 ? 1 : index === 1 ? apart : 0)),
  ];
}

function train(settings: LabSettings, replicates: readonly number[], trainer: Trainer): Observation[] {
  const problem = readProblem(settings);
  const places = stackPlaces(trainedShares, sampledShare(problem, valueOf(settings, 'temperature')));
  const seeds = replicates.map((replicate) => deriveSeed(valueOf(settings, 'seed'), 'dominance', replicate));
  const [trueA, trueB] = truths(problem.distance);
  /** What rows with X'X = n I and independent noise make of the true weights. */
  const optima = (truth: Float64Array, rows: number, task: string) => {
    const seen = seeds.map((seed) => {
      const errors = drawNormal(dimensions, seed, task);
      return truth.map((value, at) => value + (problem.noise / Math.sqrt(rows)) * (errors[at] as number));
    });
    return fill([places.replicas, dimensions], (at) => {
      const replica = Math.floor(at / dimensions) % replicatesPerBlock;
      return (seen[replica] as Float64Array)[at % dimensions] as number;
    });
  };
  const result = trainer.run(
    program,
    { theta: fill([places.replicas, dimensions], () => 0) },
    {
      optimumA: optima(trueA, problem.rowsA, 'a'),
      optimumB: optima(trueB, problem.rowsB, 'b'),
      share: fill([places.replicas], (replica) => places.at(replica)),
      seeds: {
        shape: [places.replicas],
        data: Int32Array.from({ length: places.replicas }, (_, replica) =>
          deriveSeed(seeds[replica % replicatesPerBlock] as number, 'draws', Math.floor(replica / replicatesPerBlock)),
        ),
      },
    },
    problem.steps,
  );
  const theta = dataOf(result, 'theta');
  const risk = (truth: Float64Array) => (replica: number) =>
    truth.reduce((total, value, at) => total + ((theta[replica * dimensions + at] as number) - value) ** 2, 0);
  return [...observe('a', places, risk(trueA)), ...observe('b', places, risk(trueB))];
}

function reading(settings: LabSettings, known: Theory, trained: readonly LabTrainedPoint[] | null): string {
  const problem = readProblem(settings);
  const temperature = valueOf(settings, 'temperature');
  const share = sampledShare(problem, temperature);
  const proportional = sampledShare(problem, 1);
  const [before, after] = [sampledRisk(proportional, problem), sampledRisk(share, problem)];
  const change = after.a < before.a ? 'lowers' : after.a > before.a ? 'raises' : 'keeps';
  const first = `Drawn in proportion to labels, task A gets ${sayShare(proportional)} of the steps and excess risk ${say(before.a)}; temperature ${say(temperature)} gives it ${sayShare(share)} and ${change} that ${change === 'keeps' ? 'at' : 'to'} ${say(after.a)}, while B goes from ${say(before.b)} to ${say(after.b)}.`;
  const point = trained === null ? null : nearestPoint(trained, 'a', share);
  if (point === null) {
    const alone = (problem.noise ** 2 * dimensions) / problem.rowsA;
    return `${first} All steps on A would leave it at ${say(sampledRisk(1, problem).a)}, the ${say(alone)} of its own rows: between the two lies the best share.`;
  }
  return `${first} Trained with that share, A ends at ${sayTrained(point)}; ${sayAgreement(point, theoryAt(known.theory, 'a', point.x))}.`;
}

export const dominance: Scenario = {
  description: {
    name: 'dominance',
    title: 'Task dominance',
    question:
      'A task with many labels shares weights with one that has few: who decides, and what does sampling change?',
    description:
      'Two linear tasks share all their weights. Every step draws one of them and follows its gradient with steps of length 1/k. Drawing in proportion to the labels leaves the rare task to the common one; a temperature evens the draws. The curves are exact, the luck of the draws included.',
    formula:
      'p_A = \\frac{n_A^{1/\\tau}}{n_A^{1/\\tau} + n_B^{1/\\tau}}, \\qquad R_A = (1 - p_A)^2 D + p_A^2 \\frac{\\sigma^2 d}{n_A} + (1 - p_A)^2 \\frac{\\sigma^2 d}{n_B} + \\frac{p_A (1 - p_A)}{K} \\Big( D + \\frac{\\sigma^2 d}{n_A} + \\frac{\\sigma^2 d}{n_B} \\Big)',
    reference:
      'Arivazhagan et al. (2019). Massively multilingual neural machine translation in the wild. arXiv:1907.05019.',
    settings: [
      setting({
        name: 'temperature',
        label: 'Temperature τ',
        meaning: '1 draws tasks in proportion to their labels, infinity draws them equally often.',
        minimum: 1,
        maximum: 10,
        step: 0.1,
        default: 2,
      }),
      setting({
        name: 'rowsA',
        label: 'Labels of A',
        meaning: 'Labelled rows of the rare task.',
        minimum: 10,
        maximum: 100,
        step: 5,
        default: 20,
      }),
      setting({
        name: 'rowsB',
        label: 'Labels of B',
        meaning: 'Labelled rows of the common task.',
        minimum: 100,
        maximum: 2000,
        step: 50,
        default: 400,
      }),
      setting({
        name: 'distance',
        label: 'Distance D',
        meaning: 'Squared distance between the true weights of the tasks; 0 is the same task.',
        minimum: 0,
        maximum: 2,
        step: 0.05,
        default: 0.5,
      }),
      noiseSetting({ minimum: 0, maximum: 2, default: 1 }),
      setting({
        name: 'steps',
        label: 'Steps K',
        meaning: 'Draws of a task.',
        minimum: 50,
        maximum: 1000,
        step: 10,
        default: 200,
      }),
      ...commonSettings,
    ],
    vectors: null,
    series: [
      { id: 'a', label: 'A, few labels', task: 0, dash: 'solid', drawn: true },
      { id: 'b', label: 'B, many labels', task: 1, dash: 'dash', drawn: true },
    ],
    x: { title: 'share of the steps that task A gets', kind: 'linear', categories: [], range: [-0.015, 1.015] },
    y: { title: 'excess risk', kind: 'linear', categories: [], range: null },
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
        tasks: [...truths(problem.distance)],
        noise: problem.noise,
        seed: valueOf(settings, 'seed'),
        labelled: [problem.rowsA, problem.rowsB],
      }),
      {
        network: { widths: [2], activation: 'linear' },
        arms: [
          { 'sampling.kind': 'proportional' },
          { 'sampling.kind': 'temperature', 'sampling.tau': valueOf(settings, 'temperature') },
          { 'sampling.kind': 'uniform' },
        ].map((parameters) => ({ method: 'equal', sharing: 'hard', parameters })),
      },
      `Task 1 has ${problem.rowsA} labelled rows to train on, task 2 has ${problem.rowsB}; their true weights are ${say(problem.distance)} apart, squared.`,
    );
  },
};
