import type { LabSettings, LabTrainedPoint } from '../../contract/lab.ts';
import { deriveSeed } from '../util/hash.ts';
import { momentsOf, orthogonalColumns } from './design.ts';
import { drawNormal } from './draw.ts';
import { regressionRows, regressionStudy } from './linear-study.ts';
import { replicateOf, trainLinearTrunk } from './linear-trunk.ts';
import { grid, squaredDistance } from './numbers.ts';
import { observe, stackPlaces } from './place.ts';
import type { Observation, Scenario, Theory } from './scenario.ts';
import { noiseSetting, rowsSetting, setting } from './setting.ts';
import { commonSettings, valueOf } from './settings.ts';
import { riskAlone } from './subspace.ts';
import type { Trainer } from './trainer.ts';
import { nearestPoint, say, sayAgreement, sayTrained, theoryAt } from './words.ts';

const tasks = 6;
const dimensions = 16;
const widths = grid(1, tasks, tasks);

interface Problem {
  readonly diversity: number;
  readonly rows: number;
  readonly noise: number;
}

function readProblem(settings: LabSettings): Problem {
  return {
    diversity: valueOf(settings, 'diversity'),
    rows: valueOf(settings, 'rows'),
    noise: valueOf(settings, 'noise'),
  };
}

/** Squared singular values of the true weights: each is the share q of the one before, and they sum to T. */
export function squaredSpectrum(diversity: number): number[] {
  const powers = Array.from({ length: tasks }, (_, index) => diversity ** index);
  const total = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => (tasks * power) / total);
}

/**
 * Excess risk a task behind k units, to second order in the noise: what the trunk loses, the variance of what it keeps, and
 * for every pair of a kept and a lost direction 2 s_i^2 / (s_i^2 - s_j^2), since noise turns the one towards the other.
 */
export function capacityRisk(width: number, { diversity, rows, noise }: Problem): number {
  const spectrum = squaredSpectrum(diversity);
  const kept = spectrum.slice(0, width);
  const lost = spectrum.slice(width);
  const turned = kept.reduce(
    (sum, own) => sum + lost.reduce((inner, other) => inner + (2 * own) / (own - other), 0),
    0,
  );
  const free = width * (dimensions - tasks + width) + turned;
  return (lost.reduce((sum, value) => sum + value, 0) + (noise ** 2 * free) / rows) / tasks;
}

function theory(settings: LabSettings): Theory {
  const problem = readProblem(settings);
  const width = valueOf(settings, 'width');
  const alone = riskAlone(problem.noise, dimensions, problem.rows);
  const best = bestWidth(problem);
  return {
    theory: [
      ...widths.map((x) => ({ series: 'alone', x, y: alone })),
      ...widths.map((x) => ({ series: 'shared', x, y: capacityRisk(x, problem) })),
    ],
    facts: [
      { label: 'Alone', value: alone, note: 'σ² d / n' },
      {
        label: 'Shared',
        value: capacityRisk(width, problem),
        note: `behind ${width} ${width === 1 ? 'unit' : 'units'}`,
      },
      { label: 'Best width', value: best, note: `of ${tasks}; excess risk ${say(capacityRisk(best, problem))}` },
    ],
    markers: [],
    arrows: [],
  };
}

function bestWidth(problem: Problem): number {
  return widths.reduce((best, width) => (capacityRisk(width, problem) < capacityRisk(best, problem) ? width : best));
}

/** Weights of the tasks with this spectrum: every factor is spread over all tasks, by the orthonormal cosine transform. */
export function diverseWeights(diversity: number): Float64Array[] {
  const spectrum = squaredSpectrum(diversity);
  return Array.from({ length: tasks }, (_, task) =>
    Float64Array.from({ length: dimensions }, (__, factor) => {
      if (factor >= tasks) return 0;
      const length = Math.sqrt((factor === 0 ? 1 : 2) / tasks);
      const wave = length * Math.cos((Math.PI * factor * (task + 0.5)) / tasks);
      return Math.sqrt(spectrum[factor] as number) * wave;
    }),
  );
}

function train(settings: LabSettings, replicates: readonly number[], trainer: Trainer): Observation[] {
  const problem = readProblem(settings);
  const places = stackPlaces(widths, valueOf(settings, 'width'));
  const truth = diverseWeights(problem.diversity);
  const seedOf = (replicate: number): number => deriveSeed(valueOf(settings, 'seed'), 'capacity', replicate);
  const moments = new Map(
    replicates.map((replicate) => {
      const columns = orthogonalColumns(problem.rows, dimensions, seedOf(replicate));
      const seen = truth.map((weights, task) => {
        const noise = momentsOf(columns, drawNormal(problem.rows, seedOf(replicate), 'noise', task));
        return weights.map((value, at) => value + problem.noise * (noise[at] as number));
      });
      return [replicate, seen] as const;
    }),
  );
  const weights = trainLinearTrunk(trainer, {
    replicas: places.replicas,
    dimensions,
    tasks,
    widest: tasks,
    moments: (replica, task) => (moments.get(replicateOf(replica, replicates)) as Float64Array[])[task] as Float64Array,
    width: (replica) => places.at(replica),
    seed: (replica) => seedOf(replicateOf(replica, replicates)),
  });
  const risk =
    (kind: 'alone' | 'shared') =>
    (replica: number): number =>
      truth.reduce((sum, own, task) => sum + squaredDistance(own, weights[kind](replica, task)), 0) / tasks;
  return [...observe('alone', places, risk('alone')), ...observe('shared', places, risk('shared'))];
}

function reading(settings: LabSettings, known: Theory, trained: readonly LabTrainedPoint[] | null): string {
  const problem = readProblem(settings);
  const width = valueOf(settings, 'width');
  const alone = riskAlone(problem.noise, dimensions, problem.rows);
  const shared = capacityRisk(width, problem);
  const harmful = widths.filter((each) => capacityRisk(each, problem) > alone);
  const limit =
    harmful.length === 0
      ? 'no width does harm here'
      : `widths up to ${Math.max(...harmful)} do harm, wider ones do not`;
  const first = `Behind ${width} ${width === 1 ? 'unit' : 'units'} the ${tasks} tasks have excess risk ${say(shared)} against ${say(alone)} alone; ${limit}.`;
  const point = trained === null ? null : nearestPoint(trained, 'shared', width);
  if (point === null) {
    const best = bestWidth(problem);
    return `${first} The best width is ${best}: narrower trunks lose what tells the tasks apart, wider ones fit more noise.`;
  }
  return `${first} Trained at this width, the excess risk is ${sayTrained(point)}; ${sayAgreement(point, theoryAt(known.theory, 'shared', point.x))}.`;
}

export const capacity: Scenario = {
  description: {
    name: 'capacity',
    title: 'Capacity',
    question: 'How wide must a shared trunk be before tasks stop competing for it?',
    description: `${tasks} linear tasks, made of ${tasks} factors of falling size, are trained alone and behind linear trunks of growing width. The curve is exact alone, to second order in the noise behind the trunk; at ${tasks} units nothing is lost.`,
    formula:
      'R(k) \\approx \\frac{1}{T} \\Big[ \\textstyle\\sum_{j>k} s_j^2 + \\frac{\\sigma^2}{n} \\Big( k (d - T + k) + \\sum_{i \\le k < j} \\frac{2 s_i^2}{s_i^2 - s_j^2} \\Big) \\Big], \\qquad R(T) = R_{\\text{alone}} = \\sigma^2 \\frac{d}{n}',
    reference:
      'Wu, Zhang and Ré (2020). Understanding and improving information transfer in multi-task learning. ICLR.',
    settings: [
      setting({
        name: 'width',
        label: 'Width',
        meaning: 'Units of the shared trunk.',
        minimum: 1,
        maximum: tasks,
        step: 1,
        default: 2,
      }),
      setting({
        name: 'diversity',
        label: 'Diversity q',
        meaning:
          'Each further factor of the tasks is this share of the one before: small, and all tasks are nearly one.',
        minimum: 0.05,
        maximum: 0.9,
        step: 0.05,
        default: 0.2,
      }),
      rowsSetting({ minimum: 20, maximum: 400, step: 5, default: 80 }),
      noiseSetting({
        meaning: 'Standard deviation of the label noise; the signal has standard deviation 1.',
        minimum: 0.1,
        maximum: 2,
        default: 0.5,
      }),
      ...commonSettings,
    ],
    vectors: null,
    series: [
      { id: 'alone', label: 'alone', task: null, dash: 'dash', drawn: true },
      { id: 'shared', label: 'shared trunk', task: 0, dash: 'solid', drawn: true },
    ],
    x: { title: 'width of the trunk (units)', kind: 'linear', categories: [], range: [0.9, tasks + 0.1] },
    y: { title: 'excess risk', kind: 'linear', categories: [], range: null },
  },
  theory,
  trainParts: (settings) => [(replicates, trainer) => train(settings, replicates, trainer)],
  reading,
  study(settings) {
    const problem = readProblem(settings);
    const width = valueOf(settings, 'width');
    return regressionStudy(
      regressionRows({
        ...problem,
        dimensions,
        tasks: diverseWeights(problem.diversity),
        seed: valueOf(settings, 'seed'),
      }),
      { network: { widths: [width], activation: 'linear' } },
      `${tasks} linear tasks made of factors that fall by ${say(problem.diversity)}, behind ${width} shared linear ${width === 1 ? 'unit' : 'units'}.`,
    );
  },
};
