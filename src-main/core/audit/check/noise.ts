import { deriveSeed } from '../../util/hash.ts';
import type { AuditCheck, Found } from '../check.ts';
import type { AuditFrame, AuditTask } from '../frame.ts';
import { estimateNoise, type NoiseEstimate } from '../measure/estimate-noise.ts';
import { sayCount, sayShare } from '../say.ts';

const leastRows = 100;
/** An AUROC clearly above this is signal, however little variance it explains: a rare class has little to explain. */
const signalArea = 0.55;
/** A gap between the noisiest and the cleanest task that makes regimes of them. */
const regimeGap = 0.5;

/** Tasks whose labels hold next to nothing that the inputs tell. */
export const noise: AuditCheck = {
  id: 'noise',
  name: 'Noise regimes',
  computes:
    'For each task the share of its variance (of numbers, or of class indicators) that stays open: from rows with equal inputs where there are ten or more; else by the 1-nearest-neighbour estimate, the held-out error of ten neighbours or that of ridge regression, whichever has the least upper bound (three standard errors above), which is what is compared. For classes also the bound of Cover and Hart on the least possible error, from the error of one neighbour.',
  cannotSee:
    'Signal that neither neighbours nor a linear model find, and inputs that are not numbers, labels or words. Shares are upper bounds: a better model may leave less open.',
  tolerance: {
    meaning: 'share of the variance left open from which on a task counts as noise',
    default: 0.95,
    minimum: 0.1,
    maximum: 1.5,
  },
  find(frame, tolerance) {
    const estimates = frame.tasks.flatMap((task) => {
      if (task.rows.length < leastRows || frame.inputs.length === 0) return [];
      const seed = deriveSeed(frame.spec.baseSeed, 'noise', task.name);
      const estimate = estimateNoise(frame, task, seed);
      return estimate === null ? [] : [{ task, estimate }];
    });
    const rows = Math.max(0, ...estimates.map(({ estimate }) => estimate.rows));
    if (estimates.length === 0)
      return { findings: [], rows, skipped: `no task has ${leastRows} labelled rows and inputs to judge them by` };
    const findings = estimates.flatMap(({ task, estimate }): Found[] => {
      const isNoise = estimate.atMost >= tolerance && estimate.ranking < signalArea;
      return isNoise && estimate.unseen === 0 ? [sayNoise(task, estimate)] : [];
    });
    return { findings: [...findings, ...compareRegimes(frame, estimates)], rows };
  },
};

function sayNoise(task: AuditTask, estimate: NoiseEstimate): Found {
  return {
    severity: 'amber',
    message: `task '${task.name}': what its inputs tell cannot be told from noise: about ${sayShare(Math.min(1, estimate.open))} of its spread stays open, at most ${sayShare(Math.min(1, estimate.atMost))} (${estimate.method}, ${sayCount(estimate.rows, 'row')}); with others it mostly adds noise to the shared part; check its labels and inputs`,
    columns: [task.name],
    tasks: [task.name],
    value: estimate.atMost,
    numbers: numbersOf(task, estimate),
    mend: { kind: 'drop-task', label: `Take '${task.name}' out of the tasks`, task: task.name },
  };
}

interface Estimated {
  readonly task: AuditTask;
  readonly estimate: NoiseEstimate;
}

/** Good to know: errors of the noisiest task outweigh what the cleanest could still learn. */
function compareRegimes(frame: AuditFrame, estimates: readonly Estimated[]): Found[] {
  // Shares of numbers and of class indicators do not compare: a class always loses what its cut takes away.
  return [true, false].flatMap((isNumber) => {
    const alike = estimates.filter(({ task }) => (task.classes.length === 0) === isNumber);
    return compareAlike(frame, alike);
  });
}

function compareAlike(frame: AuditFrame, estimates: readonly Estimated[]): Found[] {
  const ordered = estimates.toSorted((a, b) => a.estimate.open - b.estimate.open);
  const [cleanest, noisiest] = [ordered[0], ordered.at(-1)];
  if (cleanest === undefined || noisiest === undefined) return [];
  if (noisiest.estimate.open - cleanest.estimate.open < regimeGap) return [];
  return [
    {
      severity: 'note',
      message: `tasks differ in noise: about ${sayShare(Math.min(1, noisiest.estimate.open))} of the spread of '${noisiest.task.name}' stays open, ${sayShare(Math.max(0, cleanest.estimate.open))} of that of '${cleanest.task.name}'; under equal weights the noisy one keeps the larger gradients; weighting by uncertainty answers that`,
      columns: frame.tasks.map((task) => task.name),
      tasks: [cleanest.task.name, noisiest.task.name],
      value: noisiest.estimate.open - cleanest.estimate.open,
      threshold: regimeGap,
      numbers: ordered.flatMap(({ task, estimate }) => numbersOf(task, estimate)),
    },
  ];
}

function numbersOf(task: AuditTask, estimate: NoiseEstimate): { name: string; value: number }[] {
  return [
    {
      name: `'${task.name}' left open (${estimate.method})`,
      value: estimate.open,
    },
    ...(estimate.deviation === null
      ? []
      : [{ name: `'${task.name}' noise, standard deviation`, value: estimate.deviation }]),
    ...(estimate.bayesError === null
      ? []
      : [{ name: `'${task.name}' least possible error (Cover and Hart)`, value: estimate.bayesError }]),
  ];
}
