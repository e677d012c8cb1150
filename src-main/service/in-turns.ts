import { setImmediate } from 'node:timers/promises';
import type { Steps } from '../core/util/steps.ts';

/** Does long work step by step; between two steps the service answers others. */
export async function inTurns<Result>(steps: Steps<Result>): Promise<Result> {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    await setImmediate();
  }
}
