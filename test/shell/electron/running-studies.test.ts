import { expect, it } from 'vitest';
import { RunningStudies } from '../../../src-main/shell/electron/running-studies.ts';

function status(studyId: string, state: 'running' | 'completed' | 'interrupted') {
  return { kind: 'study-status', sequence: 1, studyId, status: state, error: null } as const;
}

function progress(studyId: string, fraction: number) {
  return {
    kind: 'study-progress',
    sequence: 1,
    studyId,
    stage: 'training',
    fraction,
    epoch: 1,
    etaSeconds: null,
  } as const;
}

it('knows what runs and how far the farthest behind is', () => {
  const running = new RunningStudies();
  expect(running.fraction).toBeNull();
  running.take(status('a', 'running'));
  expect(running.fraction).toBe(0);
  running.take(progress('a', 0.6));
  running.take(status('b', 'running'));
  running.take(progress('b', 0.2));
  expect(running.fraction).toBe(0.2);
});

it('says once that a study has ended, and how', () => {
  const running = new RunningStudies();
  running.take(status('a', 'running'));
  expect(running.take(status('a', 'completed'))).toMatchObject({ studyId: 'a', text: 'The study is done.' });
  expect(running.take(status('a', 'completed'))).toBeNull();
  expect(running.isRunning).toBe(false);
});

it('forgets what ran in a service that ended', () => {
  const running = new RunningStudies();
  running.take(progress('a', 0.5));
  running.take({ kind: 'hello', sequence: 0 });
  expect(running.isRunning).toBe(false);
});
