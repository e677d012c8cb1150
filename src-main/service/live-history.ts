import type { ReplicaKey } from '../contract/training.ts';
import type { Cohort, EpochRecord } from '../store/cohort-store.ts';
import { twinTask } from '../contract/arm.ts';

/** Sum, count and range of one number over replicates; mergeable over cohorts. */
export interface Spread {
  sum: number;
  count: number;
  low: number;
  high: number;
  /** How many are below zero. */
  negative: number;
}

/** What one epoch of one cohort adds to the picture. */
export interface EpochSummary {
  readonly epoch: number;
  /** By `arm` then task index. */
  readonly trainLoss: ReadonlyMap<string, readonly Spread[]>;
  readonly validationLoss: ReadonlyMap<string, readonly Spread[]>;
  /** Multi-task arms only. */
  readonly taskWeights: ReadonlyMap<string, readonly Spread[]>;
  /** [T * T] */
  readonly cosines: ReadonlyMap<string, readonly Spread[]>;
  /** [T] */
  readonly zeroGradients: ReadonlyMap<string, readonly Spread[]>;
  /** One. */
  readonly residual: ReadonlyMap<string, readonly Spread[]>;
}

/** The best validation loss so far of each replica and task, epoch by epoch: what selection would keep. */
export interface CohortSummary {
  readonly replicas: readonly ReplicaKey[];
  readonly tasks: readonly string[];
  readonly epochs: EpochSummary[];
  /** Per epoch [R * T]; NaN before there is one. */
  readonly bestValidation: Float32Array[];
  /** Per replica: epochs in which it trained. */
  readonly trained: Int32Array;
  /** Per replica: whether any of its losses fell in its last five epochs. */
  readonly improving: boolean[];
  /** Per replica: it was active and had no finite loss. */
  readonly diverged: boolean[];
}

const improvingWindow = 5;

/** Builds up the summaries of a cohort, epoch by epoch; the numbers themselves are not kept. */
export class CohortHistory implements CohortSummary {
  readonly replicas: readonly ReplicaKey[];
  readonly tasks: readonly string[];
  readonly epochs: EpochSummary[] = [];
  readonly bestValidation: Float32Array[] = [];
  readonly trained: Int32Array;
  readonly improving: boolean[];
  readonly diverged: boolean[];
  /** Per replica: the task of a twin. */
  readonly #twinTasks: readonly (string | null)[];
  /** [R * T] of the newest epoch, carried forward for replicas that have stopped. */
  #lastTrain: Float32Array;
  #lastValidation: Float32Array;

  constructor(cohort: Pick<Cohort, 'replicas' | 'tasks'>) {
    this.replicas = cohort.replicas ?? [];
    this.tasks = cohort.tasks ?? [];
    const cells = this.replicas.length * this.tasks.length;
    this.#twinTasks = this.replicas.map(({ arm }) => twinTask(arm));
    this.trained = new Int32Array(this.replicas.length);
    this.improving = this.replicas.map(() => true);
    this.diverged = this.replicas.map(() => false);
    this.#lastTrain = new Float32Array(cells).fill(Number.NaN);
    this.#lastValidation = new Float32Array(cells).fill(Number.NaN);
  }

  /** Number of the next epoch. */
  get next(): number {
    return (this.epochs.at(-1)?.epoch ?? -1) + 1;
  }

  add(record: EpochRecord): void {
    this.#lastTrain = carryForward(this.#lastTrain, record.trainLoss);
    this.#lastValidation = carryForward(this.#lastValidation, record.validationLoss);
    const best = leastOf(this.bestValidation.at(-1), record.validationLoss);
    this.bestValidation.push(best);
    this.#noteReplicas(record);
    this.epochs.push({
      epoch: record.epoch,
      trainLoss: this.#spread(this.#lastTrain, this.tasks.length, true),
      validationLoss: this.#spread(this.#lastValidation, this.tasks.length, true),
      taskWeights: this.#spread(record.taskWeights, this.tasks.length, false),
      cosines: this.#spread(record.cosines, this.tasks.length ** 2, false),
      zeroGradients: this.#spread(record.zeroGradients, this.tasks.length, false),
      residual: this.#spread(record.residual, 1, false),
    });
  }

  #noteReplicas(record: EpochRecord): void {
    const tasks = this.tasks.length;
    const before = this.bestValidation.at(-1 - improvingWindow);
    const now = this.bestValidation.at(-1) as Float32Array;
    this.#twinTasks.forEach((twin, index) => {
      const own = this.tasks
        .map((task, position) => ({ task, cell: index * tasks + position }))
        .filter(({ task }) => twin === null || twin === task);
      const active = record.active[index] === 1;
      if (active) this.trained[index] = record.epoch + 1;
      this.improving[index] =
        active && (before === undefined || own.some(({ cell }) => (now[cell] ?? 0) < (before[cell] ?? 0)));
      if (active && own.every(({ cell }) => !Number.isFinite(record.validationLoss[cell] ?? Number.NaN))) {
        this.diverged[index] = true;
      }
    });
  }

  /** values [R, perReplica] as spreads per arm; twins only where asked for. */
  #spread(values: Float32Array, perReplica: number, twins: boolean): Map<string, Spread[]> {
    const arms = new Map<string, Spread[]>();
    this.replicas.forEach(({ arm }, replica) => {
      if (!twins && this.#twinTasks[replica] !== null) return;
      const spreads = arms.get(arm) ?? Array.from({ length: perReplica }, emptySpread);
      arms.set(arm, spreads);
      spreads.forEach((spread, cell) => {
        const value = values[replica * perReplica + cell] ?? Number.NaN;
        if (Number.isFinite(value)) addTo(spread, value);
      });
    });
    return arms;
  }
}

export function emptySpread(): Spread {
  return { sum: 0, count: 0, low: Infinity, high: -Infinity, negative: 0 };
}

function addTo(spread: Spread, value: number): void {
  spread.sum += value;
  spread.count += 1;
  spread.low = Math.min(spread.low, value);
  spread.high = Math.max(spread.high, value);
  if (value < 0) spread.negative += 1;
}

/** Both together, as if counted at once. */
export function mergeSpreads(spreads: readonly Spread[]): Spread {
  return spreads.reduce(
    (total, spread) => ({
      sum: total.sum + spread.sum,
      count: total.count + spread.count,
      low: Math.min(total.low, spread.low),
      high: Math.max(total.high, spread.high),
      negative: total.negative + spread.negative,
    }),
    emptySpread(),
  );
}

/** A replica that has stopped keeps its last value: means stay over the same replicates. */
function carryForward(before: Float32Array, now: Float32Array): Float32Array {
  return now.map((value, cell) => (Number.isNaN(value) ? (before[cell] ?? Number.NaN) : value));
}

function leastOf(before: Float32Array | undefined, now: Float32Array): Float32Array {
  return now.map((value, cell) => {
    const best = before?.[cell] ?? Number.NaN;
    return Number.isNaN(best) || value < best ? value : best;
  });
}
