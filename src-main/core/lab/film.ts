import { add, mul, square, sub, type Tensor } from '@tensorflow/tfjs-core';
import type { LabSettings, LabTrainedPoint } from '../../contract/lab.ts';
import { deriveSeed } from '../util/hash.ts';
import { momentumDescent, momentumState } from './descent.ts';
import { drawNormal } from './draw.ts';
import { regressionRows, regressionStudy } from './linear-study.ts';
import { fill, grid, mergeGrids, single } from './numbers.ts';
import { observe, stackPlaces } from './place.ts';
import { replicatesPerBlock } from './replicates.ts';
import type { Observation, Scenario, Theory } from './scenario.ts';
import { noiseSetting, rowsSetting, setting } from './setting.ts';
import { commonSettings, valueOf } from './settings.ts';
import type { Trainer } from './trainer.ts';
import { dataOf } from './values.ts';
import { nearestPoint, say, sayAgreement, sayTrained, theoryAt } from './words.ts';

const trainedSlopes = grid(-1, 1, 9);
const start = 0.5;
const steps = 600;

/** What sharing one slope for targets x and rho x costs a task, mean of both: half the distance squared, and half the noise. */
export function plainRisk(slope: number, noise: number, rows: number): number {
  return ((1 - slope) / 2) ** 2 + noise ** 2 / (2 * rows);
}

/** With a factor for each task the products are free, as if each task were alone. */
export function filmRisk(noise: number, rows: number): number {
  return noise ** 2 / rows;
}

/** Cosine of the two tasks' gradients of a shared slope w for targets 1 and rho; null where one is zero. */
export function slopeCosine(shared: number, slope: number): number | null {
  const product = Math.sign(shared - 1) * Math.sign(shared - slope);
  return product === 0 ? null : product;
}

/** The slope of the second task below which a factor for each task pays. */
export function filmBreakEven(noise: number, rows: number): number {
  return 1 - 2 * Math.sqrt(noise ** 2 / (2 * rows));
}

function theory(settings: LabSettings): Theory {
  const slope = valueOf(settings, 'slope');
  const rows = valueOf(settings, 'rows');
  const noise = valueOf(settings, 'noise');
  const slopes = mergeGrids(grid(-1, 1, 81), trainedSlopes, [slope]);
  return {
    theory: [
      ...slopes.map((x) => ({ series: 'plain', x, y: plainRisk(x, noise, rows) })),
      ...slopes.map((x) => ({ series: 'film', x, y: filmRisk(noise, rows) })),
    ],
    facts: [
      {
        label: 'Cosine without FiLM',
        value: slopeCosine(start, slope),
        note: `of the shared slope's gradients at ${start}`,
      },
      { label: 'Excess risk without', value: plainRisk(slope, noise, rows), note: `at slope ${say(slope)}` },
      { label: 'Break-even', value: filmBreakEven(noise, rows), note: 'slope below which FiLM pays' },
    ],
    markers: [{ label: 'break-even', x: filmBreakEven(noise, rows), y: filmRisk(noise, rows) }],
    arrows: [],
  };
}

/** Targets x and rho x on inputs of mean square 1: beside the noise each loss is the squared distance to the slope seen. */
const program = momentumDescent('film', ['plain', 'trunk', 'factor1', 'factor2'], (parameters, inputs) => {
  const { plain, trunk, factor1, factor2 } = parameters as Record<string, Tensor>;
  const [seen1, seen2] = [inputs['seen1'] as Tensor, inputs['seen2'] as Tensor];
  const modulated = (factor: Tensor | undefined): Tensor => mul(add(1, factor as Tensor), trunk as Tensor);
  const shared = add(square(sub(plain as Tensor, seen1)), square(sub(plain as Tensor, seen2)));
  return add(shared, add(square(sub(modulated(factor1), seen1)), square(sub(modulated(factor2), seen2))));
});

function train(settings: LabSettings, replicates: readonly number[], trainer: Trainer): Observation[] {
  const spread = valueOf(settings, 'noise') / Math.sqrt(valueOf(settings, 'rows'));
  const places = stackPlaces(trainedSlopes, valueOf(settings, 'slope'));
  const errors = replicates.map((replicate) => drawNormal(2, deriveSeed(valueOf(settings, 'seed'), 'film', replicate)));
  const errorOf = (replica: number, task: 0 | 1): number =>
    spread * ((errors[replica % replicatesPerBlock] as Float64Array)[task] as number);
  const truth = (replica: number, task: 0 | 1): number => (task === 0 ? 1 : places.at(replica));
  const perReplica = (value: (replica: number) => number) => fill([places.replicas], value);
  const result = trainer.run(
    program,
    momentumState({
      plain: perReplica(() => start),
      trunk: perReplica(() => start),
      factor1: perReplica(() => 0),
      factor2: perReplica(() => 0),
    }),
    {
      seen1: perReplica((replica) => truth(replica, 0) + errorOf(replica, 0)),
      seen2: perReplica((replica) => truth(replica, 1) + errorOf(replica, 1)),
      rate: single(0.05),
      momentum: single(0.9),
    },
    steps,
  );
  const trained = (name: string, replica: number): number => dataOf(result, name)[replica] as number;
  const risk = (predicted: (replica: number, task: 0 | 1) => number) => (replica: number) =>
    ((predicted(replica, 0) - truth(replica, 0)) ** 2 + (predicted(replica, 1) - truth(replica, 1)) ** 2) / 2;
  return [
    ...observe(
      'plain',
      places,
      risk((replica) => trained('plain', replica)),
    ),
    ...observe(
      'film',
      places,
      risk((replica, task) => (1 + trained(`factor${task + 1}`, replica)) * trained('trunk', replica)),
    ),
  ];
}

function reading(settings: LabSettings, known: Theory, trained: readonly LabTrainedPoint[] | null): string {
  const slope = valueOf(settings, 'slope');
  const rows = valueOf(settings, 'rows');
  const noise = valueOf(settings, 'noise');
  const without = plainRisk(slope, noise, rows);
  const alone = filmRisk(noise, rows);
  const cosine = slopeCosine(start, slope);
  const gradients = cosine === null ? 'no gradients to compare' : `gradients of cosine ${say(cosine)}`;
  const first = `With slopes 1 and ${say(slope)} one shared slope has ${gradients} at ${start} and ends at excess risk ${say(without)}; a factor for each task ${alone < without ? 'brings it down' : 'brings it'} to ${say(alone)}.`;
  const point = trained === null ? null : nearestPoint(trained, 'film', slope);
  if (point === null) {
    return `${first} The factor pays for slopes below ${say(filmBreakEven(noise, rows))}; above, the tasks are so alike that one slope with twice the rows does better.`;
  }
  return `${first} Trained with factors, the excess risk is ${sayTrained(point)}; ${sayAgreement(point, theoryAt(known.theory, 'film', point.x))}.`;
}

export const film: Scenario = {
  description: {
    name: 'film',
    title: 'FiLM’s sign flip',
    question: 'Two tasks read the same feature, one with the opposite sign: can they share a trunk?',
    description:
      'The targets are x and ρx, the head is fixed at 1. Without modulation both tasks use one slope w; FiLM gives each task a factor on the shared activation. Linear heads of their own would hide the effect: they can flip the sign themselves.',
    formula:
      'h = w x, \\quad \\hat y_t = (1 + \\gamma_t)\\, h, \\qquad R_{\\text{plain}} = \\Big(\\frac{1 - \\rho}{2}\\Big)^2 + \\frac{\\sigma^2}{2n}, \\qquad R_{\\text{FiLM}} = \\frac{\\sigma^2}{n}',
    reference: 'Perez et al. (2018). FiLM: Visual reasoning with a general conditioning layer. AAAI.',
    settings: [
      setting({
        name: 'slope',
        label: 'Slope ρ of task 2',
        meaning: '1 is the same task twice, −1 the same feature with the opposite sign.',
        minimum: -1,
        maximum: 1,
        step: 0.05,
        default: -1,
      }),
      rowsSetting({ minimum: 5, maximum: 200, step: 5, default: 20 }),
      noiseSetting({
        meaning: 'Standard deviation of the label noise; the signal of task 1 has standard deviation 1.',
        minimum: 0,
        maximum: 2,
        default: 0.5,
      }),
      ...commonSettings,
    ],
    vectors: null,
    series: [
      { id: 'plain', label: 'one slope', task: 0, dash: 'solid', drawn: true },
      { id: 'film', label: 'FiLM', task: 1, dash: 'dash', drawn: true },
    ],
    x: { title: 'slope ρ of task 2', kind: 'linear', categories: [], range: [-1.03, 1.03] },
    y: { title: 'excess risk', kind: 'linear', categories: [], range: null },
  },
  theory,
  trainParts: (settings) => [(replicates, trainer) => train(settings, replicates, trainer)],
  reading,
  study(settings) {
    const slope = valueOf(settings, 'slope');
    return regressionStudy(
      regressionRows({
        rows: Math.max(40, valueOf(settings, 'rows')),
        dimensions: 1,
        tasks: [[1], [slope]],
        noise: valueOf(settings, 'noise'),
        seed: valueOf(settings, 'seed'),
      }),
      {
        network: { widths: [1], activation: 'linear' },
        arms: ['hard', 'film'].map((sharing) => ({ method: 'equal', sharing, parameters: {} })),
      },
      `Targets x and ${say(slope)} x on one input; here each task has a linear head of its own, which can flip the sign.`,
    );
  },
};
