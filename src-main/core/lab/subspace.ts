import type { LabSetting, LabSettings, LabTrainedPoint } from '../../contract/lab.ts';
import { deriveSeed } from '../util/hash.ts';
import { momentsOf, orthogonalColumns } from './design.ts';
import { drawNormal } from './draw.ts';
import { regressionRows, regressionStudy } from './linear-study.ts';
import { replicateOf, trainLinearTrunk } from './linear-trunk.ts';
import { grid, innerProduct, mergeGrids, squaredDistance } from './numbers.ts';
import { observe, stackPlaces } from './place.ts';
import type { Observation, Scenario, Theory } from './scenario.ts';
import { noiseSetting, rowsSetting, setting } from './setting.ts';
import { commonSettings, valueOf } from './settings.ts';
import type { Trainer } from './trainer.ts';
import { nearestPoint, say, sayAgreement, sayTrained, theoryAt } from './words.ts';

const mostDimensions = 20;
const trainedAngles = grid(0, 90, 7);

const ownSettings: readonly LabSetting[] = [
  setting({
    name: 'angle',
    label: 'Angle',
    meaning: 'Between the true weight vectors of the two tasks: 0 is the same task twice, 90 has nothing in common.',
    unit: '°',
    minimum: 0,
    maximum: 90,
    step: 1,
    default: 30,
  }),
  rowsSetting({
    minimum: 20,
    maximum: 400,
    step: 5,
    default: 40,
  }),
  setting({
    name: 'dimensions',
    label: 'Inputs',
    meaning: 'Input columns.',
    minimum: 4,
    maximum: mostDimensions,
    step: 1,
    default: 20,
  }),
  noiseSetting({
    meaning: 'Standard deviation of the label noise; the signal has standard deviation 1.',
    minimum: 0.1,
    maximum: 2,
    default: 1,
  }),
];

interface Values {
  readonly angle: number;
  readonly rows: number;
  readonly dimensions: number;
  readonly noise: number;
  readonly seed: number;
}

function read(settings: LabSettings): Values {
  return {
    angle: valueOf(settings, 'angle'),
    rows: valueOf(settings, 'rows'),
    dimensions: valueOf(settings, 'dimensions'),
    noise: valueOf(settings, 'noise'),
    seed: valueOf(settings, 'seed'),
  };
}

/** Excess risk of a task that is trained alone: s^2 d / n, exact. */
export function riskAlone(noise: number, dimensions: number, rows: number): number {
  return (noise ** 2 * dimensions) / rows;
}

/**
 * Excess risk a task behind a trunk of rank k, to first order in the noise: what the trunk cannot hold, and the variance of
 * the k (d + T - k) free numbers of a matrix of rank k. `lost` is the sum of squared singular values beyond k.
 */
export function riskShared(
  lost: number,
  {
    noise,
    dimensions,
    rows,
    tasks,
    width,
  }: Pick<Values, 'noise' | 'dimensions' | 'rows'> & { tasks: number; width: number },
): number {
  return (lost + (noise ** 2 * width * (dimensions + tasks - width)) / rows) / tasks;
}

/** Two unit vectors at this angle: their stacked matrix has squared singular values 1 +- |cos|. */
function riskAtAngle(angle: number, values: Values): number {
  return riskShared(1 - Math.abs(Math.cos((angle * Math.PI) / 180)), { ...values, tasks: 2, width: 1 });
}

/** The angle in degrees up to which sharing helps; null where it helps at every angle. */
export function breakEvenAngle({
  noise,
  dimensions,
  rows,
}: Pick<Values, 'noise' | 'dimensions' | 'rows'>): number | null {
  const cosine = 1 - (noise ** 2 * (dimensions - 1)) / rows;
  return cosine <= 0 ? null : (Math.acos(cosine) * 180) / Math.PI;
}

function theory(settings: LabSettings): Theory {
  const values = read(settings);
  const alone = riskAlone(values.noise, values.dimensions, values.rows);
  const angles = mergeGrids(grid(0, 90, 91), trainedAngles, [values.angle]);
  const breakEven = breakEvenAngle(values);
  return {
    theory: [
      ...angles.map((x) => ({ series: 'alone', x, y: alone })),
      ...angles.map((x) => ({ series: 'shared', x, y: riskAtAngle(x, values) })),
    ],
    facts: [
      { label: 'Alone', value: alone, note: 'σ² d / n' },
      { label: 'Shared', value: riskAtAngle(values.angle, values), note: `at ${values.angle}°` },
      {
        label: 'Break-even',
        value: breakEven,
        note: breakEven === null ? 'sharing helps at every angle' : 'degrees; beyond it sharing hurts',
      },
    ],
    markers: breakEven === null ? [] : [{ label: 'break-even', x: breakEven, y: alone }],
    arrows: [],
  };
}

/** Unit weight vectors of the two tasks at this angle, the same for every replicate: the inputs look alike in every direction. */
export function directionsAt(angle: number, dimensions: number): readonly [Float64Array, Float64Array] {
  const even = Float64Array.from({ length: dimensions }, () => 1 / Math.sqrt(dimensions));
  const raw = Float64Array.from({ length: dimensions }, (_, index) => index - (dimensions - 1) / 2);
  const length = Math.sqrt(innerProduct(raw, raw));
  const radians = (angle * Math.PI) / 180;
  return [
    even,
    even.map((value, index) => Math.cos(radians) * value + (Math.sin(radians) * (raw[index] as number)) / length),
  ];
}

/** X'e / n of both tasks' label noise in one replicate. */
export function noiseMoments(replicate: number, values: Values): readonly [Float64Array, Float64Array] {
  const seed = deriveSeed(values.seed, 'subspace', replicate);
  const columns = orthogonalColumns(values.rows, values.dimensions, seed);
  const noiseOf = (task: number): Float64Array =>
    momentsOf(columns, drawNormal(values.rows, seed, 'noise', task)).map((value) => values.noise * value);
  return [noiseOf(0), noiseOf(1)];
}

function train(settings: LabSettings, replicates: readonly number[], trainer: Trainer): Observation[] {
  const values = read(settings);
  const places = stackPlaces(trainedAngles, values.angle);
  const noises = new Map(replicates.map((replicate) => [replicate, noiseMoments(replicate, values)]));
  const truths = new Map(places.x.map((angle) => [angle, directionsAt(angle, values.dimensions)]));
  const truth = (replica: number, task: number): Float64Array =>
    (truths.get(places.at(replica)) as readonly Float64Array[])[task] as Float64Array;
  const weights = trainLinearTrunk(trainer, {
    replicas: places.replicas,
    dimensions: mostDimensions,
    tasks: 2,
    widest: 1,
    moments(replica, task) {
      const noise = (noises.get(replicateOf(replica, replicates)) as readonly Float64Array[])[task] as Float64Array;
      return truth(replica, task).map((value, index) => value + (noise[index] as number));
    },
    width: () => 1,
    seed: (replica) => deriveSeed(values.seed, 'subspace', replicateOf(replica, replicates)),
  });
  const risk =
    (kind: 'alone' | 'shared') =>
    (replica: number): number =>
      [0, 1].reduce((sum, task) => sum + squaredDistance(truth(replica, task), weights[kind](replica, task)), 0) / 2;
  return [...observe('alone', places, risk('alone')), ...observe('shared', places, risk('shared'))];
}

function reading(settings: LabSettings, known: Theory, trained: readonly LabTrainedPoint[] | null): string {
  const values = read(settings);
  const alone = riskAlone(values.noise, values.dimensions, values.rows);
  const shared = riskAtAngle(values.angle, values);
  const breakEven = breakEvenAngle(values);
  const turn =
    breakEven === null
      ? 'and with so few rows it helps at every angle'
      : shared < alone
        ? `and starts to hurt beyond ${say(breakEven)}°`
        : `and would help below ${say(breakEven)}°`;
  const first = `At ${values.angle}° with ${values.rows} rows a shared trunk ${shared < alone ? 'helps' : 'hurts'}: excess risk ${say(shared)} against ${say(alone)} alone, ${turn}.`;
  const point = trained === null ? null : nearestPoint(trained, 'shared', values.angle);
  if (point === null) {
    const fewer = riskAlone(values.noise, values.dimensions, values.rows / 2);
    return `${first} With half the rows, training alone would cost ${say(fewer)}: the fewer rows, the wider the angles at which sharing pays.`;
  }
  const expected = theoryAt(known.theory, 'shared', point.x);
  return `${first} Trained at ${say(point.x, 2)}°, the shared trunk reaches ${sayTrained(point)}; ${sayAgreement(point, expected)}.`;
}

export const subspace: Scenario = {
  description: {
    name: 'subspace',
    title: 'Shared subspace',
    question: 'When do two linear tasks gain from one shared direction, and when does it cost them?',
    description:
      'Two linear tasks are trained alone, and behind a trunk of one linear unit. The curves are the excess risk of a task, mean of both: exact alone, to first order in the noise behind the trunk.',
    formula:
      'R_{\\text{alone}} = \\sigma^2 \\frac{d}{n}, \\qquad R_{\\text{shared}} \\approx \\frac{1}{T} \\Big[ \\textstyle\\sum_{j>k} s_j(U)^2 + \\sigma^2 \\frac{k (d + T - k)}{n} \\Big], \\qquad \\textstyle\\sum_{j>1} s_j(U)^2 = 1 - |\\cos \\varphi|',
    reference:
      'Wu, Zhang and Ré (2020). Understanding and improving information transfer in multi-task learning. ICLR.',
    settings: [...ownSettings, ...commonSettings],
    vectors: null,
    series: [
      { id: 'alone', label: 'alone', task: null, dash: 'dash', drawn: true },
      { id: 'shared', label: 'shared trunk', task: 0, dash: 'solid', drawn: true },
    ],
    x: { title: 'angle between the tasks (°)', kind: 'linear', categories: [], range: [-1.5, 91.5] },
    y: { title: 'excess risk', kind: 'linear', categories: [], range: null },
  },
  theory,
  trainParts: (settings) => [(replicates, trainer) => train(settings, replicates, trainer)],
  reading,
  study(settings) {
    const values = read(settings);
    const weights = directionsAt(values.angle, values.dimensions);
    return regressionStudy(
      regressionRows({ ...values, tasks: [...weights], rows: values.rows, noise: values.noise }),
      { network: { widths: [1], activation: 'linear' } },
      `Two linear tasks at ${values.angle}°, behind one shared linear unit.`,
    );
  },
};
