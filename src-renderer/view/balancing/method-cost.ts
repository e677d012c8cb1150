import type { Method } from '../../../src-main/contract/method.ts';

/** What a method costs per step, in a few words each. */
export function costTexts(method: Method): readonly string[] {
  const { backwardPasses, extraForwardPasses, memory } = method.cost;
  const backward =
    backwardPasses === 'tasks'
      ? 'one backward pass a task'
      : backwardPasses === 1
        ? 'one backward pass'
        : `${backwardPasses} backward passes`;
  const forward = extraForwardPasses === 0 ? [] : [`${extraForwardPasses} extra forward`];
  return [backward, ...forward, memory === 'none' ? 'no extra memory' : `memory: ${memory}`];
}
