import type { AuditCheck, Found } from '../check.ts';
import type { AuditTask } from '../frame.ts';
import { sayNumber, sayShare } from '../say.ts';

/** Share of a task's squared error in its largest hundredth that makes the mean loss a matter of few rows. */
const tailShare = 0.5;
const tail = 0.01;
const leastRows = 100;

/** What a task's loss is before anything is learned, and its pull on what is shared. */
interface Scale {
  readonly task: AuditTask;
  /** Of a model that says the mean, or that all classes are equally likely; numbers as they stand in the file. */
  readonly raw: number;
  /** The same on the standardized target. */
  readonly standardized: number;
  /** Root mean square of the gradient at the outputs, raw and standardized. */
  readonly rawPull: number;
  readonly pull: number;
}

/** Losses of very unequal size at the start, and losses that a few rows decide. */
export const lossScale: AuditCheck = {
  id: 'loss-scale',
  name: 'Unequal loss scales',
  computes:
    'The loss of each task before learning: the variance of a number, ln K of K classes; as the labels stand in the file, and as they are trained, with numbers standardized over the training rows. The pull is the root mean square gradient at the outputs. Also the share of a number\u2019s squared error that lies in its largest hundredth.',
  cannotSee: 'How the scales change during training: the Run screen draws that.',
  tolerance: {
    meaning: 'ratio of the largest to the smallest initial loss that is named',
    default: 10,
    minimum: 1,
    maximum: 1e9,
  },
  find({ tasks }, tolerance) {
    const scales = tasks.flatMap((task) => scaleOf(task));
    const rows = Math.max(0, ...tasks.map((task) => task.rows.length));
    const findings = [...compare(scales, tolerance), ...tasks.flatMap(findTail)];
    return { findings, rows, ...(tasks.length === 0 ? { skipped: 'there is no task' } : {}) };
  },
};

function compare(scales: readonly Scale[], tolerance: number): Found[] {
  if (scales.length < 2) return [];
  const raw = ratioOf(scales, (scale) => scale.raw);
  const trained = ratioOf(scales, (scale) => scale.standardized);
  if (raw.ratio <= tolerance && trained.ratio <= tolerance) return [];
  const pulls = scales.reduce((sum, scale) => sum + scale.rawPull, 0);
  const trainedPulls = scales.reduce((sum, scale) => sum + scale.pull, 0);
  const isOpen = trained.ratio > tolerance;
  const { most, least } = isOpen ? trained : raw;
  const first = `the initial loss of task '${most.task.name}' is ${sayNumber(isOpen ? trained.ratio : raw.ratio)} times that of '${least.task.name}'`;
  return [
    {
      severity: isOpen ? 'amber' : 'note',
      message: isOpen
        ? `${first} even with standardized targets: it takes ${sayShare(most.pull / trainedPulls)} of the pull on what is shared; choose a method that balances scales, or weights`
        : `${first} as the labels stand in the file, where it would take ${sayShare(most.rawPull / pulls)} of the pull on what is shared; targets are standardized in training, which leaves ${sayNumber(trained.ratio)} times and ${sayShare(most.pull / trainedPulls)}`,
      columns: scales.map(({ task }) => task.name),
      tasks: [most.task.name, least.task.name],
      value: isOpen ? trained.ratio : raw.ratio,
      numbers: scales.flatMap((scale) => [
        { name: `'${scale.task.name}' initial loss as in the file`, value: scale.raw },
        { name: `'${scale.task.name}' initial loss as trained`, value: scale.standardized },
        { name: `'${scale.task.name}' share of the pull as trained`, value: scale.pull / trainedPulls },
      ]),
    },
  ];
}

function ratioOf(
  scales: readonly Scale[],
  read: (scale: Scale) => number,
): { ratio: number; most: Scale; least: Scale } {
  const most = scales.reduce((best, scale) => (read(scale) > read(best) ? scale : best));
  const least = scales.reduce((best, scale) => (read(scale) < read(best) ? scale : best));
  return { ratio: read(most) / read(least), most, least };
}

function scaleOf(task: AuditTask): Scale[] {
  const classes = task.classes.length;
  if (classes > 0) {
    if (classes < 2 || task.rows.length === 0) return [];
    const loss = Math.log(classes);
    // One logit for two classes, K of them else.
    const pull = classes === 2 ? 0.5 : Math.sqrt((classes - 1) / classes);
    return [{ task, raw: loss, standardized: loss, rawPull: pull, pull }];
  }
  const variance = squaresOf(task).reduce((sum, square) => sum + square, 0) / Math.max(1, task.rows.length);
  if (!(variance > 0)) return [];
  // Huber's loss is half the square in its middle, and its gradient is bounded.
  const isHuber = task.settings.loss === 'huber';
  const factor = isHuber ? 0.5 : 1;
  return [
    { task, raw: factor * variance, standardized: factor, rawPull: 2 * factor * Math.sqrt(variance), pull: 2 * factor },
  ];
}

function squaresOf(task: AuditTask): Float64Array {
  const values = Float64Array.from(task.rows, (row) => task.values[row] ?? 0);
  const centre = values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
  return values.map((value) => (value - centre) ** 2);
}

function findTail(task: AuditTask): Found[] {
  if (task.classes.length > 0 || task.rows.length < leastRows || task.settings.loss !== 'squared-error') return [];
  const squares = squaresOf(task).sort().reverse();
  const total = squares.reduce((sum, square) => sum + square, 0);
  const few = Math.max(1, Math.round(tail * squares.length));
  const share = squares.subarray(0, few).reduce((sum, square) => sum + square, 0) / total;
  if (!(share > tailShare)) return [];
  return [
    {
      severity: 'amber',
      message: `task '${task.name}': ${few} of ${task.rows.length} rows hold ${sayShare(share)} of its squared error at the start; batches with one of them decide the shared gradient; use a robust loss, or check these rows`,
      columns: [task.name],
      tasks: [task.name],
      value: share,
      threshold: tailShare,
      mend: { kind: 'loss', label: `Huber's loss for '${task.name}'`, task: task.name, loss: 'huber' },
    },
  ];
}
