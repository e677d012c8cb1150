import { describe, expect, it } from 'vitest';
import type { TrainingEvent } from '../../src-main/contract/training.ts';
import { StageClock } from '../../src-main/service/stage-clock.ts';

const evaluated = (seconds: number): TrainingEvent => ({ kind: 'evaluated', cohort: 'a', seconds, runs: [] });
const compiled = (seconds: number): TrainingEvent => ({
  kind: 'compiled',
  cohort: 'a',
  engine: 'graph',
  seconds,
  nodeCount: 1,
  notice: null,
});

describe('the clock of stages', () => {
  it('counts time in which two trainers do the same once', () => {
    const clock = new StageClock();
    clock.note(evaluated(2), 12);
    clock.note(evaluated(3), 13);
    clock.note(evaluated(1), 20);
    expect(clock.wallSeconds('evaluate')).toBe(4);
    expect(clock.wallSeconds('train')).toBe(0);
  });

  it('joins stages, of which one may run inside the other', () => {
    const clock = new StageClock();
    clock.note(compiled(10), 10);
    clock.note(evaluated(2), 5);
    clock.note(evaluated(2), 11);
    expect(clock.wallSeconds('compile', 'evaluate')).toBe(11);
  });
});
