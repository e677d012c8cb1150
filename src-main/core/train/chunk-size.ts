/** Length of a call: the grain of progress, cancel and checkpoint. */
const targetSeconds = 0.25;
const largestGrowth = 8;

/** How many epochs to train in the next call, from the speed of the last: one at first, so that the first point comes soon. */
export class ChunkSize {
  #next = 1;

  get next(): number {
    return this.#next;
  }

  /** Takes note of a call of `count` epochs. The division into calls never changes a number. */
  record(count: number, seconds: number): void {
    const wanted = Math.round((targetSeconds * count) / Math.max(seconds, 1e-4));
    this.#next = Math.max(1, Math.min(wanted, count * largestGrowth));
  }
}
