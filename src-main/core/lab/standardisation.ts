import { add, square, sub, sum, type Tensor } from '@tensorflow/tfjs-core';
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
import { noiseSetting, rowsSetting, setting } from './setting.ts';
import { commonSettings, valueOf } from './settings.ts';
import type { Trainer } from './trainer.ts';
import {
  coefficients,
  meanPredictor,
  reachBound,
  readProblem,
  settledError,
  truth,
  type UnitProblem,
} from './unit-problem.ts';
import { dataOf } from './values.ts';
import { nearestPoint, say, sayAgreement, sayTrained, theoryAt } from './words.ts';

const trainedFactors = grid(-2, 3, 6).map((exponent) => 10 ** exponent);
/** Steps of Adam, as a share of the distance to go, after which what is left is negligible. */
const ample = 3;

function theory(settings: LabSettings): Theory {
  const problem = readProblem(settings);
  const factor = valueOf(settings, 'factor');
  const factors = mergeGrids(
    grid(-2, 3, 101).map((exponent) => 10 ** exponent),
    trainedFactors,
    [factor],
  );
  const settled = settledError(problem);
  const farthest = Math.max(1, problem.offset) / Math.sqrt(1 + problem.noise ** 2);
  const isAmple = problem.rate * problem.steps >= ample * farthest;
  const reach = problem.rate * problem.steps;
  return {
    theory: [
      ...(isAmple ? factors.map((x) => ({ series: 'standardised', x, y: settled })) : []),
      ...factors.map((x) => ({ series: 'bound', x, y: reachBound(x, problem) })),
    ],
    facts: [
      {
        label: 'Mean predictor',
        value: 1,
        note: `standardised loss; ${say(meanPredictor(5).ratio, 2)} times guessing among 5 classes`,
      },
      {
        label: 'Settled error',
        value: settled,
        note: isAmple ? 'share of the variance, in every unit' : 'beyond these steps',
      },
      { label: 'Reach', value: reach, note: 'rate times steps, in the unit of the target' },
    ],
    markers: [],
    arrows: [],
  };
}

/** Squared distance to the coefficients that the rows show: with X'X = n I all that the mean squared error depends on. */
const program = adamDescent('standardisation', ['raw', 'standardised'], (parameters, inputs) => {
  const distance = (name: string): Tensor =>
    sum(square(sub(parameters[name] as Tensor, inputs[`${name}Seen`] as Tensor)), 1);
  return add(distance('raw'), distance('standardised'));
});

interface Drawn {
  /** X'y / n before the factor, the intercept first. */
  readonly seen: Float64Array;
  /** Of the training rows. */
  readonly deviation: number;
}

function drawReplicate(seed: number, problem: UnitProblem): Drawn {
  const columns = orthogonalColumns(problem.rows, coefficients, seed, 'constant');
  const errors = drawNormal(problem.rows, seed, 'noise');
  const target = Float64Array.from({ length: problem.rows }, (_, row) =>
    truth(problem).reduce(
      (total, value, index) => total + value * ((columns[index] as Float64Array)[row] as number),
      problem.noise * (errors[row] as number),
    ),
  );
  const seen = momentsOf(columns, target);
  const mean = seen[0] as number;
  return { seen, deviation: Math.sqrt(innerProduct(target, target) / problem.rows - mean ** 2) };
}

function train(settings: LabSettings, replicates: readonly number[], trainer: Trainer): Observation[] {
  const problem = readProblem(settings);
  const places = stackPlaces(trainedFactors, valueOf(settings, 'factor'));
  const drawn = replicates.map((replicate) =>
    drawReplicate(deriveSeed(valueOf(settings, 'seed'), 'standardisation', replicate), problem),
  );
  const of = (replica: number): Drawn => drawn[replica % replicatesPerBlock] as Drawn;
  const shape = [places.replicas, coefficients];
  const perCoefficient = (value: (replica: number, at: number) => number) =>
    fill(shape, (at) => value(Math.floor(at / coefficients), at % coefficients));
  const zeros = perCoefficient(() => 0);
  const result = trainer.run(
    program,
    adamState({ raw: zeros, standardised: zeros }),
    {
      rawSeen: perCoefficient((replica, at) => places.at(replica) * (of(replica).seen[at] as number)),
      // less the mean of the training rows, over their standard deviation
      standardisedSeen: perCoefficient((replica, at) =>
        at === 0 ? 0 : (of(replica).seen[at] as number) / of(replica).deviation,
      ),
      rate: single(problem.rate),
      decay: single(0),
    },
    problem.steps,
  );
  const [raw, standardised] = [dataOf(result, 'raw'), dataOf(result, 'standardised')];
  const real = truth(problem);
  /** On new rows, in units of the target's variance: predictions on the standardised target go back by mean and deviation. */
  const error = (coefficient: (replica: number, at: number) => number) => (replica: number) => {
    const away = real.reduce((total, value, at) => total + (coefficient(replica, at) - value) ** 2, 0);
    return (problem.noise ** 2 + away) / (1 + problem.noise ** 2);
  };
  return [
    ...observe(
      'raw',
      places,
      error((replica, at) => (raw[replica * coefficients + at] as number) / places.at(replica)),
    ),
    ...observe(
      'standardised',
      places,
      error((replica, at) => {
        const { seen, deviation } = of(replica);
        const mean = at === 0 ? (seen[0] as number) : 0;
        return mean + deviation * (standardised[replica * coefficients + at] as number);
      }),
    ),
  ];
}

function reading(settings: LabSettings, known: Theory, trained: readonly LabTrainedPoint[] | null): string {
  const problem = readProblem(settings);
  const factor = valueOf(settings, 'factor');
  const reach = problem.rate * problem.steps;
  const bound = reachBound(factor, problem);
  const goal = factor * Math.max(problem.offset, 1 / Math.sqrt(coefficients - 1));
  const first = `In ${problem.steps} steps at rate ${say(problem.rate)} Adam moves a coefficient by at most ${say(reach)}, and the raw target needs up to ${say(goal)}: its error ${goal > reach ? `cannot fall below ${say(bound)} of the variance` : 'is not held up by that'}.`;
  const raw = trained === null ? null : nearestPoint(trained, 'raw', factor);
  const standardised = trained === null ? null : nearestPoint(trained, 'standardised', factor);
  if (raw === null || standardised === null) {
    return `${first} On the standardised target the best constant has loss 1 in every unit, and training ends at ${say(settledError(problem))}.`;
  }
  const expected = theoryAt(known.theory, 'standardised', standardised.x);
  const agrees = Number.isNaN(expected)
    ? 'the steps are too few for it to settle'
    : sayAgreement(standardised, expected);
  return `${first} Trained, the raw target ends at ${say(raw.mean)} and the standardised one at ${sayTrained(standardised)}; ${agrees}.`;
}

export const standardisation: Scenario = {
  description: {
    name: 'standardisation',
    title: 'Target standardisation',
    question: 'Why are regression targets standardised before they are trained beside other tasks?',
    description:
      'One linear regression is trained by Adam on its raw target and on the standardised one (training mean and deviation), with the same rate and steps. Errors are on new rows, over the variance of the target. The curves: exact for the standardised target, a lower bound for the raw one.',
    formula:
      "y' = \\frac{y - \\bar y}{s}, \\quad \\min_c \\operatorname{mean} (y' - c)^2 = 1, \\quad \\mathrm{RMSE} = s \\cdot \\mathrm{RMSE}', \\qquad E = \\frac{\\sigma^2 (1 + d/n)}{1 + \\sigma^2}, \\qquad |\\theta_k| \\le \\eta k",
    reference: 'Kingma and Ba (2015). Adam: A method for stochastic optimization. ICLR. Section 2.1.',
    settings: [
      setting({
        name: 'factor',
        label: 'Unit factor c',
        meaning: 'What the target is multiplied by: 1 is its natural unit, 1000 the same in thousandths.',
        minimum: 0.01,
        maximum: 1000,
        step: 0.01,
        scale: 'log',
        default: 100,
      }),
      setting({
        name: 'offset',
        label: 'Mean',
        meaning: 'Mean of the target, in standard deviations of its signal.',
        unit: 'SD',
        minimum: 0,
        maximum: 10,
        step: 0.5,
        default: 2,
      }),
      noiseSetting({
        meaning: 'Standard deviation of the label noise; that of the signal is 1.',
        minimum: 0.1,
        maximum: 2,
        default: 0.5,
      }),
      rowsSetting({ meaning: 'Labelled rows.', minimum: 20, maximum: 400, step: 10, default: 100 }),
      setting({
        name: 'rate',
        label: 'Learning rate',
        meaning: 'Step length of Adam.',
        minimum: 0.001,
        maximum: 0.1,
        step: 0.001,
        scale: 'log',
        default: 0.01,
      }),
      setting({
        name: 'steps',
        label: 'Steps',
        meaning: 'Updates.',
        minimum: 50,
        maximum: 2000,
        step: 50,
        default: 1000,
      }),
      ...commonSettings,
    ],
    vectors: null,
    series: [
      { id: 'raw', label: 'raw', task: 0, dash: 'dot', drawn: true },
      { id: 'standardised', label: 'standardised', task: 1, dash: 'dash', drawn: true },
      { id: 'bound', label: 'least for raw', task: null, dash: 'solid', drawn: true },
    ],
    x: { title: 'unit factor c of the target', kind: 'log', categories: [], range: [0.009, 1150] },
    y: { title: 'error over the variance', kind: 'linear', categories: [], range: null },
  },
  theory,
  trainParts: (settings) => [(replicates, trainer) => train(settings, replicates, trainer)],
  reading,
  study(settings) {
    const problem = readProblem(settings);
    const factor = valueOf(settings, 'factor');
    const slopes = truth(problem).slice(1);
    return regressionStudy(
      regressionRows({
        rows: problem.rows,
        dimensions: coefficients - 1,
        tasks: [slopes, slopes],
        noise: problem.noise,
        seed: valueOf(settings, 'seed'),
        scale: [
          { factor, offset: factor * problem.offset },
          { factor: 1, offset: problem.offset },
        ],
      }),
      { network: { widths: [2], activation: 'linear' }, training: { learningRate: problem.rate } },
      `The same target twice, once times ${say(factor)}. Studies standardise regression targets with the training rows' mean and deviation, so both train alike.`,
    );
  },
};
