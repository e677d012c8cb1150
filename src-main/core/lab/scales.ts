import { add, expandDims, grad, mul, sub, sum, square, type Tensor } from '@tensorflow/tfjs-core';
import type { LabSettings, LabTrainedPoint } from '../../contract/lab.ts';
import type { Program } from '../engine/engine.ts';
import { binaryCrossEntropy } from '../loss/binary-cross-entropy.ts';
import { deriveSeed } from '../util/hash.ts';
import { momentumDescent, momentumState } from './descent.ts';
import { orthogonalColumns } from './design.ts';
import { drawNormal } from './draw.ts';
import { rowsForStudy } from './linear-study.ts';
import { fill, grid, mergeGrids, single } from './numbers.ts';
import { observe, stackPlaces } from './place.ts';
import { replicatesPerBlock } from './replicates.ts';
import type { Observation, Scenario, Theory } from './scenario.ts';
import { noiseSetting, rowsSetting, setting } from './setting.ts';
import { commonSettings, valueOf } from './settings.ts';
import type { Trainer } from './trainer.ts';
import { dataOf, type ValueMap } from './values.ts';
import { nearestPoint, say, sayAgreement, sayShare, sayTrained, theoryAt } from './words.ts';

/** Rows of the program; fewer are padded with rows of weight 0. */
const mostRows = 100;
const dimensions = 2;
const steps = 300;
const trainedFactors = grid(-3, 3, 7).map((exponent) => 10 ** exponent);

/** Loss and output gradient of squared error at an error, beside those of cross-entropy at a probability of the true class. */
export function compareScales(error: number, probability: number, classes: number) {
  const squared = error ** 2;
  const entropy = -Math.log(probability);
  const squaredGradient = 2 * error;
  const others = (1 - probability) / (classes - 1);
  const entropyGradient = Math.sqrt((1 - probability) ** 2 + (classes - 1) * others ** 2);
  return {
    losses: [squared, entropy] as const,
    lossRatio: squared / entropy,
    gradients: [squaredGradient, entropyGradient] as const,
    gradientRatio: squaredGradient / entropyGradient,
  };
}

/**
 * Share of the trunk's first gradient that comes from a regression in units of 1 / factor, beside a yes-no task, both with
 * head 1: 2 c |E[y x]| against |E[(y - 1/2) x]|, for normal inputs and many rows.
 */
export function gradientShare(factor: number, noise: number): number {
  const regression = 2 * factor;
  const classification = 1 / Math.sqrt(2 * Math.PI * (1 + noise ** 2));
  return regression / (regression + classification);
}

/** The factor at which both tasks move the trunk equally. */
export function balancedFactor(noise: number): number {
  return 1 / (2 * Math.sqrt(2 * Math.PI * (1 + noise ** 2)));
}

function theory(settings: LabSettings): Theory {
  const factor = valueOf(settings, 'factor');
  const noise = valueOf(settings, 'noise');
  const factors = mergeGrids(
    grid(-3, 3, 121).map((exponent) => 10 ** exponent),
    trainedFactors,
    [factor],
  );
  const example = compareScales(10, 0.2, 5);
  return {
    theory: factors.map((x) => ({ series: 'gradient', x, y: gradientShare(x, noise) })),
    facts: [
      {
        label: 'Share of A',
        value: gradientShare(factor, noise),
        note: `of the trunk's first gradient, at factor ${say(factor)}`,
      },
      { label: 'Balanced at', value: balancedFactor(noise), note: 'factor; standardising A would give 1' },
      { label: 'An error of 10', value: example.lossRatio, note: 'its square over the cross-entropy at 20 %' },
    ],
    markers: [{ label: 'balanced', x: balancedFactor(noise), y: 0.5 }],
    arrows: [],
  };
}

/** Losses [R] of a trunk of one linear unit [R, 2] with heads [R, 1]: squared error, and the cross-entropy of studies. */
function lossesAt(trunk: Tensor, headA: Tensor, headB: Tensor, inputs: Readonly<Record<string, Tensor>>) {
  const hidden = sum(mul(inputs['x'] as Tensor, expandDims(trunk, 1)), 2);
  const weight = inputs['weight'] as Tensor;
  const errors = square(sub(mul(hidden, headA), inputs['targetA'] as Tensor));
  const entropies = binaryCrossEntropy.perExample(expandDims(mul(hidden, headB), 2), inputs['targetB'] as Tensor);
  return { a: sum(mul(errors, weight), 1), b: sum(mul(entropies, weight), 1) };
}

/** Each task's gradient of the trunk, without a step. */
const measure: Program = {
  name: 'scales/measure',
  body(_index, state, inputs) {
    const { trunk, headA, headB } = state as Record<string, Tensor>;
    const gradientOf = (task: 'a' | 'b'): Tensor =>
      grad((at: Tensor) => sum(lossesAt(at, headA as Tensor, headB as Tensor, inputs)[task]))(trunk as Tensor);
    return { ...state, gradientA: gradientOf('a'), gradientB: gradientOf('b') };
  },
};

const descent = momentumDescent('scales', ['trunk', 'headA', 'headB'], (parameters, inputs) => {
  const { trunk, headA, headB } = parameters as Record<string, Tensor>;
  const losses = lossesAt(trunk as Tensor, headA as Tensor, headB as Tensor, inputs);
  return add(losses.a, losses.b);
});

interface Drawn {
  readonly columns: readonly Float64Array[];
  /** In units of its signal. */
  readonly targetA: Float64Array;
  readonly targetB: Float64Array;
}

function drawReplicate(seed: number, rows: number, noise: number): Drawn {
  const columns = orthogonalColumns(rows, dimensions, seed);
  const target = (task: number): Float64Array => {
    const errors = drawNormal(rows, seed, 'noise', task);
    return (columns[task] as Float64Array).map((value, row) => value + noise * (errors[row] as number));
  };
  return { columns, targetA: target(0), targetB: target(1).map((value) => (value > 0 ? 1 : 0)) };
}

function train(settings: LabSettings, replicates: readonly number[], trainer: Trainer): Observation[] {
  const rows = valueOf(settings, 'rows');
  const places = stackPlaces(trainedFactors, valueOf(settings, 'factor'));
  const drawn = replicates.map((replicate) =>
    drawReplicate(deriveSeed(valueOf(settings, 'seed'), 'scales', replicate), rows, valueOf(settings, 'noise')),
  );
  const { replicas } = places;
  const of = (replica: number): Drawn => drawn[replica % replicatesPerBlock] as Drawn;
  const perRow = (value: (replica: number, row: number) => number) =>
    fill([replicas, mostRows], (at) => {
      const row = at % mostRows;
      return row < rows ? value(Math.floor(at / mostRows), row) : 0;
    });
  const inputs: ValueMap = {
    x: fill([replicas, mostRows, dimensions], (at) => {
      const row = Math.floor(at / dimensions) % mostRows;
      const replica = Math.floor(at / dimensions / mostRows);
      return row < rows ? ((of(replica).columns[at % dimensions] as Float64Array)[row] as number) : 0;
    }),
    targetA: perRow((replica, row) => places.at(replica) * (of(replica).targetA[row] as number)),
    targetB: perRow((replica, row) => of(replica).targetB[row] as number),
    weight: perRow(() => 1 / rows),
  };
  const start: ValueMap = {
    trunk: fill([replicas, dimensions], () => 0),
    headA: fill([replicas, 1], () => 1),
    headB: fill([replicas, 1], () => 1),
  };
  const zeros = fill([replicas, dimensions], () => 0);
  const first = trainer.run(measure, { ...start, gradientA: zeros, gradientB: zeros }, inputs, 1, { brief: true });
  const last = trainer.run(
    descent,
    momentumState(start),
    {
      ...inputs,
      // as long a step as the loss can bear: its curvature grows with the factor
      rate: fill([replicas, 1], (replica) => 0.05 / (1 + places.at(replica))),
      momentum: single(0.9),
    },
    steps,
  );
  const [gradientA, gradientB] = [dataOf(first, 'gradientA'), dataOf(first, 'gradientB')];
  const trunk = dataOf(last, 'trunk');
  const shareOf = (own: number, other: number): number => own / (own + other);
  return [
    ...observe('gradient', places, (replica) =>
      shareOf(Math.hypot(...pairAt(gradientA, replica)), Math.hypot(...pairAt(gradientB, replica))),
    ),
    ...observe('direction', places, (replica) => {
      const [alongA, alongB] = pairAt(trunk, replica);
      return shareOf(alongA ** 2, alongB ** 2);
    }),
  ];
}

function pairAt(data: ArrayLike<number>, replica: number): [number, number] {
  return [data[dimensions * replica] as number, data[dimensions * replica + 1] as number];
}

function reading(settings: LabSettings, known: Theory, trained: readonly LabTrainedPoint[] | null): string {
  const factor = valueOf(settings, 'factor');
  const noise = valueOf(settings, 'noise');
  const share = gradientShare(factor, noise);
  const first = `At factor ${say(factor)} task A sends ${sayShare(share)} of the trunk's first gradient, task B ${sayShare(1 - share)}; the two are balanced at factor ${say(balancedFactor(noise))}.`;
  const gradient = trained === null ? null : nearestPoint(trained, 'gradient', factor);
  const direction = trained === null ? null : nearestPoint(trained, 'direction', factor);
  if (gradient === null || direction === null) {
    return `${first} In units a thousand times smaller, A would send ${sayShare(gradientShare(1000 * factor, noise))}.`;
  }
  const expected = theoryAt(known.theory, 'gradient', gradient.x);
  return `${first} Measured on the engine, A's share is ${sayTrained(gradient)}; ${sayAgreement(gradient, expected)}, and after training ${sayShare(direction.mean)} of the trunk's direction is A's.`;
}

export const scales: Scenario = {
  description: {
    name: 'scales',
    title: 'Unequal scales',
    question: 'Metres, millimetres, cross-entropy: whose gradient moves the shared trunk?',
    description:
      'A regression A, whose unit is changed by a factor, and a yes-no task B share a trunk of one linear unit; their signals lie at right angles, so the unit has to choose. The curve is A’s share of the trunk’s first gradient; the dotted line is its share of the trunk’s direction after training.',
    formula:
      '\\frac{\\lVert g_A \\rVert}{\\lVert g_A \\rVert + \\lVert g_B \\rVert} = \\frac{2c}{2c + 1/\\sqrt{2\\pi (1 + \\sigma^2)}}, \\qquad L_A \\propto c^2, \\quad \\lVert g_A \\rVert \\propto c',
    reference: 'Kendall, Gal and Cipolla (2018). Multi-task learning using uncertainty to weigh losses. CVPR.',
    settings: [
      setting({
        name: 'factor',
        label: 'Unit factor c',
        meaning: 'What the labels of A are multiplied by: 1 is metres, 1000 the same lengths in millimetres.',
        minimum: 0.001,
        maximum: 1000,
        step: 0.001,
        scale: 'log',
        default: 1000,
      }),
      noiseSetting({
        meaning: 'Standard deviation of the noise in both tasks; their signals have standard deviation 1.',
        minimum: 0,
        maximum: 2,
        default: 0.5,
      }),
      rowsSetting({ minimum: 20, maximum: mostRows, step: 5, default: 100 }),
      ...commonSettings,
    ],
    vectors: null,
    series: [
      { id: 'gradient', label: 'first gradient', task: 0, dash: 'solid', drawn: true },
      { id: 'direction', label: 'after training', task: 1, dash: 'dot', drawn: true },
    ],
    x: { title: 'unit factor c of task A', kind: 'log', categories: [], range: [0.0008, 1250] },
    y: { title: 'share of the trunk that is A’s', kind: 'linear', categories: [], range: [-0.03, 1.03] },
  },
  theory,
  trainParts: (settings) => [(replicates, trainer) => train(settings, replicates, trainer)],
  reading,
  study(settings) {
    const factor = valueOf(settings, 'factor');
    const count = rowsForStudy(valueOf(settings, 'rows'));
    const { columns, targetA, targetB } = drawReplicate(
      deriveSeed(valueOf(settings, 'seed'), 'scales', 'study'),
      count,
      valueOf(settings, 'noise'),
    );
    const short = (value: number): number => Number(value.toPrecision(6));
    return {
      columns: [
        ...columns.map((values, index) => ({ name: `x${index + 1}`, values: [...values].map(short) })),
        { name: 'length', values: [...targetA].map((value) => short(factor * value)) },
        { name: 'large', values: [...targetB].map((value) => (value === 1 ? 'yes' : 'no')) },
      ],
      tasks: [
        { column: 'length', type: 'regression' },
        { column: 'large', type: 'binary' },
      ],
      network: { widths: [1], activation: 'linear', dropout: 0, layerNorm: false },
      training: { learningRate: 0.01, weightDecay: 0, epochs: 200, patience: 40, batchSize: 32 },
      arms: [{ method: 'equal', sharing: 'hard', parameters: {} }],
      note: `A length in units of 1/${say(factor)} and a yes-no task behind one shared linear unit. Studies standardise regression targets, which takes the unit away.`,
    };
  },
};
