import { afterEach, describe, expect, it, vi } from 'vitest';
import type { TrainerProcess } from '../../../src-main/service/training/trainer-process.ts';
import { startTrainers, takeTrainer } from '../../../src-main/service/training/trainer-start.ts';

const taken: TrainerProcess[] = [];

function take(engine: Parameters<typeof takeTrainer>[0]): TrainerProcess {
  const trainer = takeTrainer(engine);
  taken.push(trainer);
  return trainer;
}

afterEach(async () => {
  vi.unstubAllEnvs();
  await Promise.all(taken.splice(0).map((trainer) => trainer.kill()));
});

describe('trainers started ahead', () => {
  it('are given once each, to who asks for their engine', async () => {
    vi.stubEnv('TANDEM_TRAINERS', '3');
    startTrainers('eager');
    const other = take('wasm');
    const [first, second, third] = [take('eager'), take('eager'), take('eager')];
    expect(new Set([other, first, second, third].map(({ processId }) => processId)).size).toBe(4);
    expect((await first.ready).kind).toBe('eager');
    expect((await second.ready).kind).toBe('eager');
  });

  it('are not given when they have ended meanwhile', async () => {
    vi.stubEnv('TANDEM_TRAINERS', '3');
    const [ended, alive] = startTrainers('eager');
    await ended?.kill();
    expect(take('eager')).toBe(alive);
    expect(take('eager').alive).toBe(true);
  });

  it('are none where their number is refused', () => {
    vi.stubEnv('TANDEM_TRAINERS', 'many');
    expect(startTrainers('eager')).toEqual([]);
  });
});
