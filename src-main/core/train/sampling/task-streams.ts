import type { Parameters } from '../../../contract/study.ts';
import { deriveSeed, permutation } from '../../util/hash.ts';
import { batchLength, labelledRows, type Sampler, type Sampling, type SamplingSource } from './sampling.ts';
import { WeightedDraw } from './weighted-draw.ts';

/** One stream of batches a task: each step trains one task, drawn with a probability that `weigh` gives from its labels. */
export function taskStreams(
  form: Sampling['form'],
  weigh: (labels: number, parameters: Parameters) => number,
): Sampling {
  return {
    form,
    streams: true,
    create: (source, parameters) => new StreamSampler(source, (n) => weigh(n, parameters)),
  };
}

/** Each task's labelled rows go round in a new order each time; what a batch leaves the next one takes. */
class StreamSampler implements Sampler {
  readonly #source: SamplingSource;
  readonly #rows: readonly Int32Array[];
  readonly #draw: WeightedDraw;
  readonly #orders = new Map<string, Int32Array>();
  /** Rows that each task has given before `#epoch`. */
  #given: number[];
  #epoch = 0;

  constructor(source: SamplingSource, weigh: (labels: number) => number) {
    this.#source = source;
    this.#rows = source.targets.map((_, task) => labelledRows(source, task));
    this.#draw = new WeightedDraw(this.#rows.map(({ length }) => (length === 0 ? 0 : weigh(length))));
    this.#given = this.#rows.map(() => 0);
  }

  tasksOf(epoch: number): Int32Array {
    const { plan, seed } = this.#source;
    return Int32Array.from({ length: plan.stepsPerEpoch }, (_, step) =>
      this.#draw.at(deriveSeed(seed, 'task'), epoch * plan.stepsPerEpoch + step, 0),
    );
  }

  drawEpoch(epoch: number, write: (step: number, position: number, row: number) => void): void {
    this.#goTo(epoch);
    const given = [...this.#given];
    this.tasksOf(epoch).forEach((task, step) => {
      const length = batchLength(this.#source, step);
      for (let position = 0; position < length; position += 1) {
        write(step, position, this.#rowAt(task, (given[task] as number) + position));
      }
      given[task] = (given[task] as number) + length;
    });
  }

  #goTo(epoch: number): void {
    if (epoch < this.#epoch) {
      this.#epoch = 0;
      this.#given = this.#rows.map(() => 0);
    }
    for (; this.#epoch < epoch; this.#epoch += 1) {
      this.tasksOf(this.#epoch).forEach((task, step) => {
        this.#given[task] = (this.#given[task] as number) + batchLength(this.#source, step);
      });
    }
  }

  #rowAt(task: number, place: number): number {
    const rows = this.#rows[task] as Int32Array;
    const round = Math.floor(place / rows.length);
    const key = `${task}/${round}`;
    let order = this.#orders.get(key);
    if (order === undefined) {
      this.#orders.delete(`${task}/${round - 2}`);
      order = permutation(rows.length, deriveSeed(this.#source.seed, 'stream', task, round));
      this.#orders.set(key, order);
    }
    return rows[order[place % rows.length] as number] as number;
  }
}
