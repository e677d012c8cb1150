import type { LabSetting, LabSettings, LabTrainedPoint } from '../../contract/lab.ts';
import type { BalancingMethod } from '../balance/method.ts';
import { balancingMethods } from '../balance/registry.ts';
import { deriveSeed } from '../util/hash.ts';
import { combineOnEngine } from './combine-gradients.ts';
import { drawNormal } from './draw.ts';
import { regressionRows, regressionStudy } from './linear-study.ts';
import { addVectors, combinedInClosedForm, cosineOf, dot, project, type Vector } from './plane-gradient.ts';
import { replicatesPerBlock } from './replicates.ts';
import type { Observation, Scenario, Theory, TrainPart } from './scenario.ts';
import { setting } from './setting.ts';
import { commonSettings, valueOf } from './settings.ts';
import type { Trainer } from './trainer.ts';
import { say } from './words.ts';

/** The plain sum, and every method that looks at task gradients. */
const methods: readonly BalancingMethod[] = balancingMethods.filter(
  ({ description }) => description.id === 'equal' || description.level === 'gradient',
);

function coordinate(name: string, label: string, value: number): LabSetting {
  const meaning = 'A coordinate of a task gradient; drag the arrow, or type.';
  return { name, label, meaning, unit: '', minimum: -5, maximum: 5, step: 0.1, scale: 'linear', default: value };
}

const ownSettings: readonly LabSetting[] = [
  coordinate('x1', 'g₁ across', 3),
  coordinate('y1', 'g₁ up', 1),
  coordinate('x2', 'g₂ across', -1),
  coordinate('y2', 'g₂ up', 2),
  setting({
    name: 'noise',
    label: 'Batch noise',
    meaning: 'Standard deviation that a mini-batch adds to every coordinate of both gradients.',
    unit: 'SD',
    minimum: 0,
    maximum: 2,
    step: 0.05,
    default: 0.3,
  }),
];

function readGradients(settings: LabSettings): readonly [Vector, Vector] {
  return [
    [valueOf(settings, 'x1'), valueOf(settings, 'y1')],
    [valueOf(settings, 'x2'), valueOf(settings, 'y2')],
  ];
}

function theory(settings: LabSettings): Theory {
  const [one, other] = readGradients(settings);
  const cosine = cosineOf(one, other);
  const sum = addVectors(one, other);
  const projected = [project(one, other), project(other, one)] as const;
  const surgery = addVectors(...projected);
  return {
    theory: methods.flatMap(({ description }, x) => {
      const direction = combinedInClosedForm[description.id]?.(one, other);
      if (direction === undefined) return [];
      return [
        { series: 'task1', x, y: dot(one, direction) },
        { series: 'task2', x, y: dot(other, direction) },
        { series: 'across', x, y: direction[0] },
        { series: 'up', x, y: direction[1] },
      ];
    }),
    facts: [
      { label: 'Cosine', value: cosine, note: cosine === null ? 'a gradient is zero' : sayAngle(cosine) },
      { label: 'Sum helps task 1', value: dot(one, sum), note: 'g₁ · (g₁ + g₂)' },
      { label: 'Sum helps task 2', value: dot(other, sum), note: 'g₂ · (g₁ + g₂)' },
    ],
    markers: [],
    arrows: [
      { label: 'g₁ projected', task: 0, x: projected[0][0], y: projected[0][1] },
      { label: 'g₂ projected', task: 1, x: projected[1][0], y: projected[1][1] },
      { label: 'sum', task: null, x: sum[0], y: sum[1] },
      { label: 'sum of projected', task: null, x: surgery[0], y: surgery[1] },
    ],
  };
}

function sayAngle(cosine: number): string {
  const angle = say((Math.acos(cosine) * 180) / Math.PI);
  return cosine < 0 ? `${angle}°: they conflict` : `${angle}°: they agree`;
}

function trainMethod(method: BalancingMethod, x: number, settings: LabSettings): TrainPart {
  return (replicates: readonly number[], trainer: Trainer): Observation[] => {
    const gradients = readGradients(settings);
    // two halves of a batch have twice its variance each
    const noise = valueOf(settings, 'noise') * Math.SQRT2;
    const seeds = replicates.map((replicate) => deriveSeed(valueOf(settings, 'seed'), 'conflict', replicate));
    const errors = seeds.map((seed) => drawNormal(8, seed));
    const direction = combineOnEngine(trainer, method, {
      replicas: replicatesPerBlock,
      gradient: (replica, task, half, at) => {
        const error = errors[replica]?.[4 * (task - 1) + 2 * (half === 'A' ? 0 : 1) + at] as number;
        return ((gradients[task - 1] as Vector)[at] as number) + noise * error;
      },
      seed: (replica) => seeds[replica] as number,
    });
    const observe = (series: string, value: (combined: Vector) => number): Observation => ({
      series,
      x,
      values: replicates.map((_, replica) =>
        value([direction[2 * replica] as number, direction[2 * replica + 1] as number]),
      ),
    });
    return [
      observe('task1', (combined) => dot(gradients[0], combined)),
      observe('task2', (combined) => dot(gradients[1], combined)),
      observe('across', (combined) => combined[0]),
      observe('up', (combined) => combined[1]),
    ];
  };
}

function reading(settings: LabSettings, _known: Theory, trained: readonly LabTrainedPoint[] | null): string {
  const [one, other] = readGradients(settings);
  const cosine = cosineOf(one, other);
  if (cosine === null) {
    return 'One of the gradients is zero, so there is nothing to weigh. Give both a length to see what the methods do.';
  }
  const sum = addVectors(one, other);
  const gains = [dot(one, sum), dot(other, sum)] as const;
  const loser = gains[0] < gains[1] ? 1 : 2;
  const effect =
    Math.min(...gains) >= 0
      ? `the plain sum still lowers both losses, by ${say(gains[0])} and ${say(gains[1])} for a unit of step`
      : `the plain sum raises the loss of task ${loser}, by ${say(-Math.min(...gains))} for a unit of step`;
  const first = `The gradients ${cosine < 0 ? 'oppose each other' : 'do not oppose each other'}, cosine ${say(cosine)}: ${effect}.`;
  if (trained === null) {
    const kept = cosine < 0 ? 1 - cosine ** 2 : 1;
    return `${first} Projection ${cosine < 0 ? `keeps ${say(100 * kept)} % of each squared length` : 'leaves both as they are'}.`;
  }
  const worst = methods.map((method, x) => ({ name: method.description.name, least: leastGain(trained, x) }));
  const both = worst.filter(({ least }) => least > 0).length;
  const best = worst.reduce((found, candidate) => (candidate.least > found.least ? candidate : found));
  return `${first} ${both === worst.length ? 'All' : both} of ${worst.length} methods lower both losses on average; the task that gains less gains most with ${best.name}, ${say(best.least)}.`;
}

function leastGain(trained: readonly LabTrainedPoint[], x: number): number {
  const own = trained.filter((point) => point.x === x && (point.series === 'task1' || point.series === 'task2'));
  return own.length === 0 ? -Infinity : Math.min(...own.map((point) => point.mean));
}

export const conflict: Scenario = {
  description: {
    name: 'conflict',
    title: 'Gradient conflict',
    question: 'When two task gradients oppose each other, which way does each method go?',
    description:
      'Two losses have these gradients at the present point. Every method that looks at gradients takes its direction on the engine, from gradients with mini-batch noise; a bar to the right lowers the loss of its task. The open marks are closed forms without noise.',
    formula:
      "\\cos = \\frac{g_1 \\cdot g_2}{\\lVert g_1 \\rVert\\, \\lVert g_2 \\rVert}, \\qquad g_1' = g_1 - \\frac{\\min(0,\\, g_1 \\cdot g_2)}{\\lVert g_2 \\rVert^2}\\, g_2, \\qquad d = g_1' + g_2', \\qquad \\Delta L_t \\approx -\\eta\\, g_t \\cdot d",
    reference: 'Yu et al. (2020). Gradient surgery for multi-task learning. NeurIPS.',
    settings: [...ownSettings, ...commonSettings],
    vectors: [
      { label: 'g₁', x: 'x1', y: 'y1' },
      { label: 'g₂', x: 'x2', y: 'y2' },
    ],
    series: [
      { id: 'task1', label: 'task 1', task: 0, dash: 'solid', drawn: true },
      { id: 'task2', label: 'task 2', task: 1, dash: 'solid', drawn: true },
      { id: 'across', label: 'direction across', task: null, dash: 'solid', drawn: false },
      { id: 'up', label: 'direction up', task: null, dash: 'solid', drawn: false },
    ],
    x: {
      title: 'method',
      kind: 'category',
      categories: methods.map(({ description }) => description.name),
      range: null,
    },
    y: { title: 'how fast the loss falls, g · d', kind: 'linear', categories: [], range: null },
  },
  theory,
  trainParts: (settings) => methods.map((method, x) => trainMethod(method, x, settings)),
  reading,
  study(settings) {
    const gradients = readGradients(settings);
    // squared error at zero weights has the gradient -2 E[x y]: these weights give the gradients that were set
    const weights = gradients.map(([x, y]) => [-x / 2, -y / 2]);
    const arms = methods
      .filter(({ description }) => ['equal', 'pcgrad', 'mgda', 'cagrad', 'upgrad'].includes(description.id))
      .map(({ description }) => ({ method: description.id, sharing: 'hard', parameters: {} }));
    return regressionStudy(
      regressionRows({ rows: 200, dimensions: 2, tasks: weights, noise: 0.5, seed: valueOf(settings, 'seed') }),
      { network: { widths: [1], activation: 'linear' }, arms },
      'Two linear tasks whose gradients at zero weights are those that were set, behind one shared linear unit.',
    );
  },
};
