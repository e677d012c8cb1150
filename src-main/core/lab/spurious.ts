import { add, expandDims, mul, sum, type Tensor } from '@tensorflow/tfjs-core';
import type { LabSettings, LabTrainedPoint } from '../../contract/lab.ts';
import { binaryCrossEntropy } from '../loss/binary-cross-entropy.ts';
import { deriveSeed } from '../util/hash.ts';
import { cueRow, drawCues, type CueDraws, type CueProblem, type CueRow } from './cue-rows.ts';
import { momentumDescent, momentumState } from './descent.ts';
import { drawNormal } from './draw.ts';
import { rowsForStudy } from './linear-study.ts';
import { fill, grid, mergeGrids, single } from './numbers.ts';
import { placesOf } from './place.ts';
import { replicatesPerBlock } from './replicates.ts';
import type { Observation, Scenario, Theory } from './scenario.ts';
import { rowsSetting, setting } from './setting.ts';
import { commonSettings, valueOf } from './settings.ts';
import type { Trainer } from './trainer.ts';
import { dataOf } from './values.ts';
import { nearestPoint, say, sayAgreement, sayShare, sayTrained, theoryAt } from './words.ts';

const trainedShifts = grid(0, 1, 5);
const steps = 300;
/** Every pattern of both cues and a label, and how often it occurs: all that logistic regression reads of the rows. */
const patterns = 8;

function readProblem(settings: LabSettings): CueProblem {
  return {
    link: valueOf(settings, 'link'),
    cueA: valueOf(settings, 'cueA'),
    cueB: valueOf(settings, 'cueB'),
    rows: valueOf(settings, 'rows'),
  };
}

/** How often A's cue agrees with B's label where the labels agree in this share of rows. */
export function borrowedCue(agreement: number, cueA: number): number {
  return agreement * cueA + (1 - agreement) * (1 - cueA);
}

/**
 * Accuracy of B's own classifier on rows in which the labels agree in this share, after training on many. Given B's label the
 * cues are independent, so the best classifier weighs them by their log odds and follows the one that was truer in training;
 * null where both were equally true.
 */
export function shiftedAccuracy(agreement: number, { link, cueA, cueB }: Omit<CueProblem, 'rows'>): number | null {
  const learned = borrowedCue(link, cueA);
  if (Math.abs(learned - cueB) < 1e-12) return null;
  return learned > cueB ? borrowedCue(agreement, cueA) : cueB;
}

function theory(settings: LabSettings): Theory {
  const problem = readProblem(settings);
  const agreement = valueOf(settings, 'agreement');
  const places = mergeGrids(grid(0, 1, 41), trainedShifts, [agreement]);
  return {
    theory: places.flatMap((x) => {
      const y = shiftedAccuracy(x, problem);
      return y === null ? [] : [{ series: 'alone', x, y }];
    }),
    facts: [
      {
        label: 'A’s cue in training',
        value: borrowedCue(problem.link, problem.cueA),
        note: 'share of rows in which it tells B’s label',
      },
      { label: 'B’s own cue', value: problem.cueB, note: 'share of rows, before and after the shift' },
      {
        label: 'After the shift',
        value: shiftedAccuracy(agreement, problem),
        note: `accuracy of B, labels agreeing in ${sayShare(agreement)}`,
      },
    ],
    markers: [],
    arrows: [],
  };
}

/** B alone: [R, 2] weights of the cues. Shared: one unit [R, 2] with a head [R, 1] for each task. The loss is that of studies. */
const program = momentumDescent('spurious', ['alone', 'trunk', 'headA', 'headB'], (parameters, inputs) => {
  const { alone, trunk, headA, headB } = parameters as Record<string, Tensor>;
  const score = (weights: Tensor | undefined): Tensor =>
    sum(mul(inputs['cues'] as Tensor, expandDims(weights as Tensor, 1)), 2);
  const loss = (logits: Tensor, task: 'A' | 'B'): Tensor =>
    sum(
      mul(
        binaryCrossEntropy.perExample(expandDims(logits, 2), inputs['label'] as Tensor),
        inputs[`share${task}`] as Tensor,
      ),
      1,
    );
  const hidden = score(trunk);
  const shared = add(loss(mul(hidden, headA as Tensor), 'A'), loss(mul(hidden, headB as Tensor), 'B'));
  return add(loss(score(alone), 'B'), shared);
});

function patternOf(row: CueRow, label: boolean): number {
  return (row.cueA ? 4 : 0) + (row.cueB ? 2 : 0) + (label ? 1 : 0);
}

function train(settings: LabSettings, replicates: readonly number[], trainer: Trainer): Observation[] {
  const problem = readProblem(settings);
  const { rows } = problem;
  const places = [...trainedShifts, valueOf(settings, 'agreement')];
  const seeds = replicates.map((replicate) => deriveSeed(valueOf(settings, 'seed'), 'spurious', replicate));
  const shareA = new Float32Array(replicatesPerBlock * patterns);
  const shareB = new Float32Array(replicatesPerBlock * patterns);
  const tests = seeds.map((seed, replica) => {
    const draws = drawCues(rows, seed, 'train');
    for (let at = 0; at < rows; at += 1) {
      const row = cueRow(draws, at, problem.link, problem);
      const count = (shares: Float32Array, label: boolean): void => {
        const place = replica * patterns + patternOf(row, label);
        shares[place] = (shares[place] as number) + 1 / rows;
      };
      count(shareA, row.labelA);
      count(shareB, row.labelB);
    }
    return drawCues(rows, seed, 'test');
  });
  const starts = seeds.map((seed) => drawNormal(8, seed, 'start').map((value) => 0.3 + 0.1 * value));
  const startOf = (columns: number, from: number) =>
    fill(
      [replicatesPerBlock, columns],
      (at) => (starts[Math.floor(at / columns)] as Float64Array)[from + (at % columns)] as number,
    );
  const bit = (at: number, mask: number): number => ((at & mask) === 0 ? -1 : 1);
  const result = trainer.run(
    program,
    momentumState({ alone: startOf(2, 0), trunk: startOf(2, 2), headA: startOf(1, 4), headB: startOf(1, 5) }),
    {
      cues: fill([1, patterns, 2], (at) => bit(Math.floor(at / 2), at % 2 === 0 ? 4 : 2)),
      label: fill([replicatesPerBlock, patterns], (at) => at & 1),
      shareA: { shape: [replicatesPerBlock, patterns], data: shareA },
      shareB: { shape: [replicatesPerBlock, patterns], data: shareB },
      rate: single(0.3),
      momentum: single(0.9),
    },
    steps,
  );
  const [alone, trunk, headB] = [dataOf(result, 'alone'), dataOf(result, 'trunk'), dataOf(result, 'headB')];
  /** Share of the test rows whose label of B has the sign of the score. */
  const accuracy = (weights: (replica: number) => readonly [number, number]) => (replica: number, place: number) => {
    const [ownA, ownB] = weights(replica);
    const draws = tests[replica] as CueDraws;
    let right = 0;
    for (let at = 0; at < rows; at += 1) {
      const row = cueRow(draws, at, places[place] as number, problem);
      const score = (row.cueA ? ownA : -ownA) + (row.cueB ? ownB : -ownB);
      if (score > 0 === row.labelB) right += 1;
    }
    return right / rows;
  };
  const weightsAlone = (replica: number) => [alone[2 * replica], alone[2 * replica + 1]] as [number, number];
  const weightsShared = (replica: number): [number, number] => {
    const head = headB[replica] as number;
    return [head * (trunk[2 * replica] as number), head * (trunk[2 * replica + 1] as number)];
  };
  return [...placesOf('alone', places, accuracy(weightsAlone)), ...placesOf('shared', places, accuracy(weightsShared))];
}

function reading(settings: LabSettings, known: Theory, trained: readonly LabTrainedPoint[] | null): string {
  const problem = readProblem(settings);
  const agreement = valueOf(settings, 'agreement');
  const borrowed = borrowedCue(problem.link, problem.cueA);
  const [before, after] = [shiftedAccuracy(problem.link, problem), shiftedAccuracy(agreement, problem)];
  const first =
    before === null || after === null
      ? `In training A's cue tells B's label in ${sayShare(borrowed)} of the rows, exactly as often as B's own: which of the two is followed is luck.`
      : `In training A's cue tells B's label in ${sayShare(borrowed)} of the rows, B's own cue in ${sayShare(problem.cueB)}, so B's twin follows ${borrowed > problem.cueB ? "A's cue" : 'its own cue'}: accuracy ${say(before)} as in training and ${say(after)} once the labels agree in ${sayShare(agreement)} of the rows.`;
  const alone = trained === null ? null : nearestPoint(trained, 'alone', agreement);
  const shared = trained === null ? null : nearestPoint(trained, 'shared', agreement);
  if (alone === null || shared === null) {
    return `${first} A cue borrowed in this way is lost when the labels agree in fewer than ${sayShare(Math.min(1, Math.max(0, (problem.cueB - 1 + problem.cueA) / (2 * problem.cueA - 1))))} of the rows.`;
  }
  const difference = shared.mean - alone.mean;
  const cause =
    Math.abs(difference) < 0.02
      ? 'sharing makes no visible difference, so the fault lies in the data'
      : difference < 0
        ? `sharing loses another ${say(-difference)}`
        : `sharing keeps ${say(difference)} more`;
  const expected = theoryAt(known.theory, 'alone', alone.x);
  const agrees = Number.isNaN(expected) ? '' : `; ${sayAgreement(alone, expected)}`;
  return `${first} Trained alone, B reaches ${sayTrained(alone)} there${agrees}, and behind a shared unit ${say(shared.mean)}: ${cause}.`;
}

export const spurious: Scenario = {
  description: {
    name: 'spurious',
    title: 'Spurious link',
    question: 'When a link between two labels breaks, does sharing cause the collapse, or do the twins collapse too?',
    description:
      'Each label has a cue of its own that is sometimes wrong. In training the labels agree more often than they will later. B is trained alone on both cues, and together with A behind one shared unit. The curve is the accuracy of B alone after many rows, exact; with labels that always agree, accuracy on reversed labels is one less the accuracy before.',
    formula:
      's(q) = q \\alpha + (1 - q)(1 - \\alpha), \\qquad \\mathrm{acc}_B(q) = \\begin{cases} s(q) & s(\\rho) > \\beta \\\\ \\beta & s(\\rho) < \\beta \\end{cases}, \\qquad s(1 - q) = 1 - s(q)',
    reference: 'Geirhos et al. (2020). Shortcut learning in deep neural networks. Nature Machine Intelligence 2.',
    settings: [
      setting({
        name: 'agreement',
        label: 'Agreement later',
        meaning: 'Share of test rows in which both labels agree; 0 reverses the link.',
        minimum: 0,
        maximum: 1,
        step: 0.05,
        default: 0,
      }),
      setting({
        name: 'link',
        label: 'Agreement ρ in training',
        meaning: 'Share of training rows in which both labels agree.',
        minimum: 0.5,
        maximum: 1,
        step: 0.01,
        default: 1,
      }),
      setting({
        name: 'cueA',
        label: 'Cue α of A',
        meaning: 'Share of rows in which A’s cue tells A’s label.',
        minimum: 0.55,
        maximum: 1,
        step: 0.01,
        default: 0.95,
      }),
      setting({
        name: 'cueB',
        label: 'Cue β of B',
        meaning: 'Share of rows in which B’s cue tells B’s label.',
        minimum: 0.5,
        maximum: 1,
        step: 0.01,
        default: 0.75,
      }),
      rowsSetting({
        meaning: 'Training rows, and as many to test.',
        minimum: 50,
        maximum: 1000,
        step: 50,
        default: 400,
      }),
      ...commonSettings,
    ],
    vectors: null,
    series: [
      { id: 'alone', label: 'B alone', task: null, dash: 'dash', drawn: true },
      { id: 'shared', label: 'B with A', task: 0, dash: 'dot', drawn: true },
    ],
    x: { title: 'share of test rows in which the labels agree', kind: 'linear', categories: [], range: [-0.02, 1.02] },
    y: { title: 'accuracy of B', kind: 'linear', categories: [], range: [-0.03, 1.03] },
  },
  theory,
  trainParts: (settings) => [(replicates, trainer) => train(settings, replicates, trainer)],
  reading,
  study(settings) {
    const problem = readProblem(settings);
    const count = rowsForStudy(problem.rows);
    const seed = deriveSeed(valueOf(settings, 'seed'), 'spurious', 'study');
    const draws = drawCues(count, seed, 'train');
    const blur = [drawNormal(count, seed, 'blur a'), drawNormal(count, seed, 'blur b')] as const;
    const rows = Array.from({ length: count }, (_, row) => cueRow(draws, row, problem.link, problem));
    const cue = (value: boolean, error: number): number => Number(((value ? 1 : -1) + 0.1 * error).toPrecision(4));
    return {
      columns: [
        { name: 'cue_a', values: rows.map((row, at) => cue(row.cueA, blur[0][at] as number)) },
        { name: 'cue_b', values: rows.map((row, at) => cue(row.cueB, blur[1][at] as number)) },
        { name: 'label_a', values: rows.map((row) => (row.labelA ? 'yes' : 'no')) },
        { name: 'label_b', values: rows.map((row) => (row.labelB ? 'yes' : 'no')) },
      ],
      tasks: [
        { column: 'label_a', type: 'binary' },
        { column: 'label_b', type: 'binary' },
      ],
      network: { widths: [1], activation: 'linear', dropout: 0, layerNorm: false },
      training: { learningRate: 0.01, weightDecay: 0, epochs: 100, patience: 30, batchSize: 32 },
      arms: [{ method: 'equal', sharing: 'hard', parameters: {} }],
      note: `Two labels that agree in ${sayShare(problem.link)} of the rows. The test rows of a study come from the same rows, so it cannot see the shift; its audit can see the link.`,
    };
  },
};
