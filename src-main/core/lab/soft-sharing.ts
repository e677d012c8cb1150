import { add, mul, square, sub, type Tensor } from '@tensorflow/tfjs-core';
import type { LabSetting, LabSettings, LabTrainedPoint } from '../../contract/lab.ts';
import { deriveSeed } from '../util/hash.ts';
import { momentumDescent, momentumState } from './descent.ts';
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
import { nearestPoint, say, sayAgreement, sayTrained, theoryAt } from './words.ts';

const trainedStrengths = grid(-3, 2, 11).map((exponent) => 10 ** exponent);
const steps = 800;

const weightSetting = { unit: '', minimum: 0.1, maximum: 10, step: 0.1, scale: 'log' } as const;
const optimumSetting = { unit: '', minimum: -3, maximum: 3, step: 0.1, scale: 'linear' } as const;

const ownSettings: readonly LabSetting[] = [
  setting({
    name: 'strength',
    label: 'Strength b',
    meaning: 'How strongly the two parameters are held together: 0 is independent, infinity is one shared parameter.',
    minimum: 0.001,
    maximum: 100,
    step: 0.001,
    scale: 'log',
    default: 0.5,
  }),
  setting({
    name: 'weight1',
    label: 'Weight a₁',
    meaning: 'Curvature of the first loss: how much its rows say.',
    ...weightSetting,
    default: 1,
  }),
  setting({
    name: 'weight2',
    label: 'Weight a₂',
    meaning: 'Curvature of the second loss: how much its rows say.',
    ...weightSetting,
    default: 3,
  }),
  setting({
    name: 'optimum1',
    label: 'Optimum m₁',
    meaning: 'Where the first task alone would end.',
    ...optimumSetting,
    default: 0,
  }),
  setting({
    name: 'optimum2',
    label: 'Optimum m₂',
    meaning: 'Where the second task alone would end.',
    ...optimumSetting,
    default: 2,
  }),
  noiseSetting({
    meaning:
      'Standard deviation with which rows of weight 1 know their optimum; a task of weight a knows it √a times better.',
    minimum: 0,
    maximum: 2,
    default: 0.5,
  }),
];

interface Problem {
  readonly weights: readonly [number, number];
  readonly optima: readonly [number, number];
}

function readProblem(settings: LabSettings): Problem {
  return {
    weights: [valueOf(settings, 'weight1'), valueOf(settings, 'weight2')],
    optima: [valueOf(settings, 'optimum1'), valueOf(settings, 'optimum2')],
  };
}

/** The minimum of sum_t a_t (theta_t - m_t)^2 / 2 + 2 b (theta_1 - theta_2)^2. */
export function softSharingOptimum({ weights, optima }: Problem, strength: number): [number, number] {
  const [a1, a2] = weights;
  const [m1, m2] = optima;
  const pooled = a1 * m1 + a2 * m2;
  const scale = a1 * a2 + 4 * strength * (a1 + a2);
  return [(a1 * a2 * m1 + 4 * strength * pooled) / scale, (a1 * a2 * m2 + 4 * strength * pooled) / scale];
}

/** Where both parameters meet as b grows: the mean of the optima, weighted. */
export function hardSharingOptimum({ weights: [a1, a2], optima: [m1, m2] }: Problem): number {
  return (a1 * m1 + a2 * m2) / (a1 + a2);
}

function theory(settings: LabSettings): Theory {
  const problem = readProblem(settings);
  const strength = valueOf(settings, 'strength');
  const places = mergeGrids(
    grid(-3, 2, 101).map((exponent) => 10 ** exponent),
    trainedStrengths,
    [strength],
  );
  const here = softSharingOptimum(problem, strength);
  return {
    theory: [0, 1].flatMap((task) =>
      places.map((x) => ({ series: `task${task + 1}`, x, y: softSharingOptimum(problem, x)[task] as number })),
    ),
    facts: [
      { label: 'θ₁', value: here[0], note: `at b = ${say(strength)}; alone ${say(problem.optima[0])}` },
      { label: 'θ₂', value: here[1], note: `at b = ${say(strength)}; alone ${say(problem.optima[1])}` },
      { label: 'Hard sharing', value: hardSharingOptimum(problem), note: 'where both meet' },
    ],
    markers: [],
    arrows: [],
  };
}

const program = momentumDescent('soft-sharing', ['first', 'second'], (parameters, inputs) => {
  const { first, second } = parameters as { first: Tensor; second: Tensor };
  const own = (theta: Tensor, task: number): Tensor =>
    mul(mul(inputs[`weight${task}`] as Tensor, 0.5), square(sub(theta, inputs[`optimum${task}`] as Tensor)));
  const tie = mul(mul(inputs['strength'] as Tensor, 2), square(sub(first, second)));
  return add(add(own(first, 1), own(second, 2)), tie);
});

/** The steps of heavy-ball descent that contract this quadratic fastest (Polyak, 1964), from its curvatures. */
function bestSteps([a1, a2]: readonly [number, number], strength: number): { rate: number; momentum: number } {
  const tie = 4 * strength;
  const middle = (a1 + a2) / 2 + tie;
  const half = Math.hypot((a1 - a2) / 2, tie);
  const steep = Math.sqrt(middle + half);
  const flat = Math.sqrt((a1 * a2 + tie * (a1 + a2)) / (middle + half));
  return { rate: 4 / (steep + flat) ** 2, momentum: ((steep - flat) / (steep + flat)) ** 2 };
}

function train(settings: LabSettings, replicates: readonly number[], trainer: Trainer): Observation[] {
  const { weights, optima } = readProblem(settings);
  const noise = valueOf(settings, 'noise');
  const places = stackPlaces(trainedStrengths, valueOf(settings, 'strength'));
  const errors = replicates.map((replicate) =>
    drawNormal(2, deriveSeed(valueOf(settings, 'seed'), 'soft-sharing', replicate)),
  );
  const steered = places.x.map((strength) => bestSteps(weights, strength));
  const perReplica = (value: (replica: number) => number) => fill([places.replicas], value);
  const placeOf = (replica: number) => steered[Math.floor(replica / replicatesPerBlock)] as (typeof steered)[number];
  const seen = (task: 0 | 1) => (replica: number) =>
    optima[task] +
    (noise / Math.sqrt(weights[task])) * ((errors[replica % replicatesPerBlock] as Float64Array)[task] as number);
  const result = trainer.run(
    program,
    momentumState({ first: perReplica(() => 0), second: perReplica(() => 0) }),
    {
      weight1: perReplica(() => weights[0]),
      weight2: perReplica(() => weights[1]),
      optimum1: perReplica(seen(0)),
      optimum2: perReplica(seen(1)),
      strength: perReplica((replica) => places.at(replica)),
      rate: perReplica((replica) => placeOf(replica).rate),
      momentum: perReplica((replica) => placeOf(replica).momentum),
    },
    steps,
  );
  return [
    ...observe('task1', places, (replica) => dataOf(result, 'first')[replica] as number),
    ...observe('task2', places, (replica) => dataOf(result, 'second')[replica] as number),
  ];
}

function reading(settings: LabSettings, known: Theory, trained: readonly LabTrainedPoint[] | null): string {
  const problem = readProblem(settings);
  const strength = valueOf(settings, 'strength');
  const [first, second] = softSharingOptimum(problem, strength);
  const apart = Math.abs(problem.optima[0] - problem.optima[1]);
  const left = apart === 0 ? 0 : Math.abs(first - second) / apart;
  const meeting = hardSharingOptimum(problem);
  const opening =
    apart === 0
      ? `Both tasks want ${say(meeting)}, so b = ${say(strength)} changes nothing.`
      : `At b = ${say(strength)} the parameters keep ${say(100 * left, 2)} % of their distance, ${say(first)} and ${say(second)}, and both end at ${say(meeting)} as b grows.`;
  const point = trained === null ? null : nearestPoint(trained, 'task1', strength);
  if (point === null) {
    const [a1, a2] = problem.weights;
    const moves = a1 === a2 ? 'Both tasks move equally far' : `Task ${a1 < a2 ? 1 : 2} moves farther`;
    return `${opening} ${moves}: a task of weight ${say(Math.min(a1, a2))} gives way to one of weight ${say(Math.max(a1, a2))} in the ratio of the weights.`;
  }
  return `${opening} Trained at b = ${say(point.x)}, θ₁ ends at ${sayTrained(point)}; ${sayAgreement(point, theoryAt(known.theory, 'task1', point.x))}.`;
}

export const softSharing: Scenario = {
  description: {
    name: 'soft-sharing',
    title: 'Soft sharing',
    question: 'What does a penalty on the distance between two tasks’ parameters do, from independent to hard sharing?',
    description:
      'Each task has one parameter and an optimum it knows with some noise; a penalty of strength b holds the parameters together. The curves are the exact minimum at the true optima.',
    formula:
      '\\min_\\theta \\textstyle\\sum_t \\tfrac{a_t}{2} (\\theta_t - m_t)^2 + 2 b\\, (\\theta_1 - \\theta_2)^2, \\qquad \\theta_1 = \\frac{a_1 a_2 m_1 + 4 b\\,(a_1 m_1 + a_2 m_2)}{a_1 a_2 + 4 b\\,(a_1 + a_2)}, \\qquad \\theta_1 - \\theta_2 = \\frac{m_1 - m_2}{1 + 4 b\\,(1/a_1 + 1/a_2)}',
    reference: 'Evgeniou and Pontil (2004). Regularized multi-task learning. KDD.',
    settings: [...ownSettings, ...commonSettings],
    vectors: null,
    series: [
      { id: 'task1', label: 'θ₁', task: 0, dash: 'solid', drawn: true },
      { id: 'task2', label: 'θ₂', task: 1, dash: 'solid', drawn: true },
    ],
    x: { title: 'strength b', kind: 'log', categories: [], range: [0.0009, 115] },
    y: { title: 'parameter after training', kind: 'linear', categories: [], range: null },
  },
  theory,
  trainParts: (settings) => [(replicates, trainer) => train(settings, replicates, trainer)],
  reading,
  study(settings) {
    const { weights, optima } = readProblem(settings);
    const largest = Math.max(...weights);
    const rows = 300;
    return regressionStudy(
      regressionRows({
        rows,
        dimensions: 1,
        tasks: optima.map((optimum) => [optimum]),
        noise: Math.max(0.05, valueOf(settings, 'noise')) * Math.sqrt(rows / largest),
        seed: valueOf(settings, 'seed'),
        labelled: weights.map((weight) => Math.max(40, Math.round((rows * weight) / largest))),
      }),
      {
        network: { widths: [1], activation: 'linear' },
        arms: [
          { method: 'equal', sharing: 'hard', parameters: {} },
          { method: 'equal', sharing: 'soft', parameters: { 'sharing.beta': valueOf(settings, 'strength') } },
        ],
      },
      `Two slopes, ${say(optima[0])} and ${say(optima[1])}, with labelled rows in the ratio of their weights ${say(weights[0])} to ${say(weights[1])}.`,
    );
  },
};
