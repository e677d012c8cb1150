import { add, exp, mul, neg, slice, square, sub, sum, type Tensor } from '@tensorflow/tfjs-core';
import type { LabSettings, LabTrainedPoint } from '../../contract/lab.ts';
import { deriveSeed } from '../util/hash.ts';
import { adamDescent, adamState } from './descent.ts';
import { momentsOf, orthogonalColumns } from './design.ts';
import { drawNormal } from './draw.ts';
import { regressionRows, regressionStudy } from './linear-study.ts';
import { fill, grid, innerProduct, mergeGrids, single } from './numbers.ts';
import { observe, stackPlaces } from './place.ts';
import { replicatesPerBlock } from './replicates.ts';
import type { Observation, Scenario, Theory } from './scenario.ts';
import { rowsSetting, setting } from './setting.ts';
import { commonSettings, valueOf } from './settings.ts';
import type { Trainer } from './trainer.ts';
import { dataOf } from './values.ts';
import { nearestPoint, say, sayAgreement, sayTrained, theoryAt } from './words.ts';

const dimensions = 10;
const steps = 1500;
/** Above the log of any loss here: from above the weights grow gently, from below their first gradients would be huge. */
const startLogVariance = 11;
const trainedFactors = grid(-2, 2, 9).map((exponent) => 10 ** exponent);

interface Problem {
  readonly noiseA: number;
  readonly noiseB: number;
  readonly rows: number;
}

function readProblem(settings: LabSettings): Problem {
  return { noiseA: valueOf(settings, 'noiseA'), noiseB: valueOf(settings, 'noiseB'), rows: valueOf(settings, 'rows') };
}

/** Excess risk, in B's units, of shared weights under equal loss weights: A counts c^2 times in the mean of both estimates. Exact. */
export function equalWeightRisk(factor: number, { noiseA, noiseB, rows }: Problem): number {
  return (dimensions * (factor ** 4 * noiseA ** 2 + noiseB ** 2)) / (rows * (factor ** 2 + 1) ** 2);
}

/** The same where each estimate counts by the inverse of its noise variance, for many rows: no unbiased mean does better. */
export function uncertaintyRisk({ noiseA, noiseB, rows }: Problem): number {
  return dimensions / (rows * (1 / noiseA ** 2 + 1 / noiseB ** 2));
}

/** What minimises e^-s L / 2 + s / 2 over s: the log loss, the weight it gives, and the value there. */
export function uncertaintyOptimum(loss: number): { logVariance: number; weight: number; value: number } {
  return { logVariance: Math.log(loss), weight: 1 / (2 * loss), value: (1 + Math.log(loss)) / 2 };
}

function theory(settings: LabSettings): Theory {
  const problem = readProblem(settings);
  const factor = valueOf(settings, 'factor');
  const factors = mergeGrids(
    grid(-2, 2, 121).map((exponent) => 10 ** exponent),
    trainedFactors,
    [factor],
  );
  const best = uncertaintyRisk(problem);
  const optimum = uncertaintyOptimum((factor * problem.noiseA) ** 2);
  return {
    theory: [
      ...factors.map((x) => ({ series: 'equal', x, y: equalWeightRisk(x, problem) })),
      ...factors.map((x) => ({ series: 'uncertainty', x, y: best })),
      ...factors.map((x) => ({ series: 'weight', x, y: uncertaintyOptimum((x * problem.noiseA) ** 2).weight })),
    ],
    facts: [
      { label: 'Equal weights', value: equalWeightRisk(factor, problem), note: `excess risk at factor ${say(factor)}` },
      { label: 'Uncertainty', value: best, note: 'excess risk at every factor' },
      { label: 'Weight of A', value: optimum.weight, note: `1 / (2 L), L its noise in these units` },
    ],
    markers: [],
    arrows: [],
  };
}

/** c^2 (r + |theta - m|^2): the mean squared error of a task with X'X = n I, [R]. r: what no weights explain. */
function lossOf(theta: Tensor, task: string, inputs: Readonly<Record<string, Tensor>>): Tensor {
  const distance = sum(square(sub(theta, inputs[`moments${task}`] as Tensor)), 1, true);
  return mul(inputs[`scale${task}`] as Tensor, add(inputs[`rest${task}`] as Tensor, distance));
}

const program = adamDescent('uncertainty', ['equal', 'weighted', 'logVariance'], (parameters, inputs) => {
  const { equal, weighted, logVariance } = parameters as Record<string, Tensor>;
  const sumOfLosses = add(lossOf(equal as Tensor, 'A', inputs), lossOf(equal as Tensor, 'B', inputs));
  // to the task of larger scale: Adam does not mind, and float32 keeps its digits
  const plain = mul(sumOfLosses, inputs['inverseScale'] as Tensor);
  const uncertain = ['A', 'B'].map((task, index) => {
    const s = slice(logVariance as Tensor, [0, index], [-1, 1]);
    return mul(add(mul(exp(neg(s)), lossOf(weighted as Tensor, task, inputs)), s), 0.5);
  });
  return add(plain, add(uncertain[0] as Tensor, uncertain[1] as Tensor));
});

interface Drawn {
  readonly moments: readonly [Float64Array, Float64Array];
  readonly rest: readonly [number, number];
}

/** What rows with X'X = n I say of both tasks, whose true weights are 0: only the noise is left. */
function drawReplicate(seed: number, { noiseA, noiseB, rows }: Problem): Drawn {
  const columns = orthogonalColumns(rows, dimensions, seed);
  const seen = [noiseA, noiseB].map((noise, task) => {
    const errors = drawNormal(rows, seed, 'noise', task).map((value) => noise * value);
    const moments = momentsOf(columns, errors);
    return { moments, rest: innerProduct(errors, errors) / rows - innerProduct(moments, moments) };
  });
  const [a, b] = seen as [(typeof seen)[0], (typeof seen)[0]];
  return { moments: [a.moments, b.moments], rest: [a.rest, b.rest] };
}

function train(settings: LabSettings, replicates: readonly number[], trainer: Trainer): Observation[] {
  const problem = readProblem(settings);
  const places = stackPlaces(trainedFactors, valueOf(settings, 'factor'));
  const drawn = replicates.map((replicate) =>
    drawReplicate(deriveSeed(valueOf(settings, 'seed'), 'uncertainty', replicate), problem),
  );
  const of = (replica: number): Drawn => drawn[replica % replicatesPerBlock] as Drawn;
  const { replicas } = places;
  const start = (replica: number, at: number): number => 1 + 0.5 * (of(replica).moments[0][at] as number);
  const weights = () => fill([replicas, dimensions], (at) => start(Math.floor(at / dimensions), at % dimensions));
  const moments = (task: 0 | 1) =>
    fill([replicas, dimensions], (at) => of(Math.floor(at / dimensions)).moments[task][at % dimensions] as number);
  const column = (value: (replica: number) => number) => fill([replicas, 1], value);
  const result = trainer.run(
    program,
    adamState({ equal: weights(), weighted: weights(), logVariance: fill([replicas, 2], () => startLogVariance) }),
    {
      momentsA: moments(0),
      momentsB: moments(1),
      restA: column((replica) => of(replica).rest[0]),
      restB: column((replica) => of(replica).rest[1]),
      scaleA: column((replica) => places.at(replica) ** 2),
      scaleB: column(() => 1),
      inverseScale: column((replica) => 1 / (1 + places.at(replica) ** 2)),
      rate: single(0.1),
      decay: single(0.01),
    },
    steps,
  );
  const risk = (name: string) => {
    const data = dataOf(result, name);
    return (replica: number): number => {
      let total = 0;
      for (let at = 0; at < dimensions; at += 1) total += (data[replica * dimensions + at] as number) ** 2;
      return total;
    };
  };
  const logVariance = dataOf(result, 'logVariance');
  return [
    ...observe('equal', places, risk('equal')),
    ...observe('uncertainty', places, risk('weighted')),
    ...observe('weight', places, (replica) => Math.exp(-(logVariance[2 * replica] as number)) / 2),
  ];
}

function reading(settings: LabSettings, known: Theory, trained: readonly LabTrainedPoint[] | null): string {
  const problem = readProblem(settings);
  const factor = valueOf(settings, 'factor');
  const equal = equalWeightRisk(factor, problem);
  const best = uncertaintyRisk(problem);
  const ratio = equal / best;
  const first = `At factor ${say(factor)} equal weights cost ${say(ratio)} times the excess risk of uncertainty weighting, ${say(equal)} against ${say(best)}, which is the same in every unit.`;
  const point = trained === null ? null : nearestPoint(trained, 'uncertainty', factor);
  const weight = trained === null ? null : nearestPoint(trained, 'weight', factor);
  if (point === null || weight === null) {
    const optimum = uncertaintyOptimum((factor * problem.noiseA) ** 2);
    return `${first} It gives A the weight ${say(optimum.weight)} = 1 / (2 L) and so takes the factor out of the trunk's gradient.`;
  }
  return `${first} Trained with learned weights, of which A's ends at ${say(weight.mean)}, the risk is ${sayTrained(point)}; ${sayAgreement(point, theoryAt(known.theory, 'uncertainty', point.x))}.`;
}

export const uncertainty: Scenario = {
  description: {
    name: 'uncertainty',
    title: 'Uncertainty weighting',
    question: 'Does it matter in which unit a task is measured once the loss weights are learned from its uncertainty?',
    description:
      'Two regressions have the same true weights and share all of them; the labels of A, and with them its output, are multiplied by a factor. Equal weights listen to whoever has the larger numbers, learned weights to whoever has less noise. The curves are exact for equal weights, for many rows with learned ones.',
    formula:
      '\\min_{\\theta, s} \\textstyle\\sum_t \\tfrac12 e^{-s_t} L_t(\\theta) + \\tfrac12 s_t, \\qquad s_t^* = \\ln L_t, \\quad w_t = \\frac{1}{2 L_t}, \\qquad R_{\\text{equal}} = \\frac{d\\,(c^4 \\sigma_A^2 + \\sigma_B^2)}{n\\,(c^2 + 1)^2}, \\qquad R_{\\text{learned}} \\approx \\frac{d}{n\\,(1/\\sigma_A^2 + 1/\\sigma_B^2)}',
    reference: 'Kendall, Gal and Cipolla (2018). Multi-task learning using uncertainty to weigh losses. CVPR.',
    settings: [
      setting({
        name: 'factor',
        label: 'Unit factor c',
        meaning: 'What the labels and the output of A are multiplied by.',
        minimum: 0.01,
        maximum: 100,
        step: 0.01,
        scale: 'log',
        default: 10,
      }),
      setting({
        name: 'noiseA',
        label: 'Noise of A',
        meaning: 'Standard deviation of A’s label noise before the factor.',
        unit: 'SD',
        minimum: 0.1,
        maximum: 2,
        step: 0.05,
        default: 1.5,
      }),
      setting({
        name: 'noiseB',
        label: 'Noise of B',
        meaning: 'Standard deviation of B’s label noise.',
        unit: 'SD',
        minimum: 0.1,
        maximum: 2,
        step: 0.05,
        default: 0.5,
      }),
      rowsSetting({ minimum: 20, maximum: 400, step: 10, default: 100 }),
      ...commonSettings,
    ],
    vectors: null,
    series: [
      { id: 'equal', label: 'equal weights', task: 0, dash: 'solid', drawn: true },
      { id: 'uncertainty', label: 'learned weights', task: 1, dash: 'dash', drawn: true },
      { id: 'weight', label: 'learned weight of A', task: null, dash: 'dot', drawn: false },
    ],
    x: { title: 'unit factor c of task A', kind: 'log', categories: [], range: [0.009, 112] },
    y: { title: 'excess risk', kind: 'linear', categories: [], range: null },
  },
  theory,
  trainParts: (settings) => [(replicates, trainer) => train(settings, replicates, trainer)],
  reading,
  study(settings) {
    const problem = readProblem(settings);
    const weights = Array.from({ length: dimensions }, () => 1 / Math.sqrt(dimensions));
    return regressionStudy(
      regressionRows({
        rows: problem.rows,
        dimensions,
        tasks: [weights, weights],
        noise: [problem.noiseA, problem.noiseB],
        seed: valueOf(settings, 'seed'),
        scale: [
          { factor: valueOf(settings, 'factor'), offset: 0 },
          { factor: 1, offset: 0 },
        ],
      }),
      {
        network: { widths: [1], activation: 'linear' },
        arms: ['equal', 'uncertainty'].map((method) => ({ method, sharing: 'hard', parameters: {} })),
      },
      `The same weights twice: task 1 with noise ${say(problem.noiseA)} and all its labels times ${say(valueOf(settings, 'factor'))}, task 2 with noise ${say(problem.noiseB)}. Studies standardise regression targets, which takes the unit away.`,
    );
  },
};
