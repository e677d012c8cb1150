import { setImmediate } from 'node:timers/promises';
import type { TrainingEvent } from '../../contract/training.ts';
import type { Engine } from '../engine/engine.ts';
import { ChunkSize } from './chunk-size.ts';
import { Cohort, type Checkpoint } from './cohort.ts';
import type { ExecutableCache } from './executable-cache.ts';
import type { TrainingMaterial } from './material.ts';
import type { CohortPlan } from './cohort-plan.ts';

export interface CohortOptions {
  readonly engine: Engine;
  /** Whether every program runs on `engine` itself, also where compiling it takes longer than it saves; true by default. */
  readonly exactEngine?: boolean;
  readonly cache: ExecutableCache;
  readonly checkpoint: Checkpoint | null;
  /** Awaited, so that a slow reader slows the training down instead of piling up events. */
  readonly listener: (event: TrainingEvent) => void | Promise<void>;
  /** Asked between calls: go on, stop and evaluate what there is, or stop with nothing. */
  readonly wish?: () => 'go-on' | 'keep' | 'abort';
  /** Least time between checkpoints in milliseconds; null makes none. */
  readonly checkpointMs?: number | null;
  /** Asked before each call: threads that it may take, 1 by default. The numbers do not depend on it. */
  readonly threads?: () => number;
  /** Fixed number of epochs a call, for tests; by default it follows the speed. */
  readonly epochsPerCall?: number;
}

/** A checkpoint may take at most this share of the time. */
const checkpointShare = 0.05;

/** Trains one cohort to the end, or until it is told to stop, and evaluates it. */
export async function trainCohort(plan: CohortPlan, material: TrainingMaterial, options: CohortOptions): Promise<void> {
  const { engine, cache, listener } = options;
  const cohort = new Cohort(plan, material, options.checkpoint);
  try {
    const started = performance.now();
    const { executable, notices } = cohort.prepare(engine, cache, options.exactEngine ?? true);
    await listener({
      kind: 'compiled',
      cohort: plan.id,
      engine: executable.kind,
      seconds: (performance.now() - started) / 1000,
      nodeCount: executable.nodeCount,
      notice: notices.length === 0 ? null : notices.map((notice) => `${notice.reason} ${notice.remedy}`).join(' '),
    });
    const stopped = await runChunks(cohort, executable, options);
    if (stopped === 'abort' || (stopped === 'keep' && cohort.epoch === 0)) return;
    await listener(cohort.evaluate(stopped === 'keep', options.threads?.()));
  } finally {
    cohort.dispose();
  }
}

async function runChunks(
  cohort: Cohort,
  executable: Parameters<Cohort['train']>[0],
  options: CohortOptions,
): Promise<'go-on' | 'keep' | 'abort'> {
  const size = new ChunkSize();
  const pause = options.checkpointMs === undefined ? 1000 : options.checkpointMs;
  let lastCheckpoint = performance.now();
  let gap = pause ?? Infinity;
  while (!cohort.isFinished()) {
    // lets messages in, a wish to stop among them
    await setImmediate();
    const wish = options.wish?.() ?? 'go-on';
    if (wish !== 'go-on') return wish;
    const event = cohort.train(executable, options.epochsPerCall ?? size.next, options.threads?.());
    size.record(event.count, event.seconds);
    await options.listener(event);
    if (performance.now() - lastCheckpoint >= gap && !cohort.isFinished()) {
      const started = performance.now();
      await options.listener({ kind: 'checkpoint', cohort: cohort.plan.id, ...cohort.checkpoint() });
      lastCheckpoint = performance.now();
      gap = Math.max(pause ?? Infinity, (lastCheckpoint - started) / checkpointShare);
    }
  }
  return 'go-on';
}
