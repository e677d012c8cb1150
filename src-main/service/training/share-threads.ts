/**
 * How many threads each of so many trainers at work may take, so that together they use every core that the trainers have: a
 * lone one takes all, and where they cannot be dealt out evenly, the first get one more.
 */
export function shareThreads(cores: number, working: number): number[] {
  return Array.from({ length: working }, (_, position) =>
    Math.max(1, Math.floor(cores / working) + (position < cores % working ? 1 : 0)),
  );
}
