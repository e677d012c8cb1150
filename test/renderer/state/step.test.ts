import { describe, expect, it } from 'vitest';
import type { Problem } from '../../../src-main/contract/design.ts';
import { stepsOf } from '../../../src-renderer/state/step.ts';
import { makeLive, makeSpec, makeStudy } from '../helper/fixture.ts';

const nothing = { study: null, spec: null, problems: [], live: null };

function statuses(source: Parameters<typeof stepsOf>[0]): Record<string, string> {
  return Object.fromEntries(stepsOf(source).map((step) => [step.screen, step.status]));
}

describe('stepsOf', () => {
  it('opens only Data without a study, and says why the others wait', () => {
    const steps = stepsOf(nothing);
    expect(steps[0]).toMatchObject({ screen: 'data', status: 'open' });
    for (const step of steps.slice(1)) expect(step).toMatchObject({ status: 'blocked', hint: 'needs data' });
  });

  it('marks what a draft still lacks', () => {
    const spec = makeSpec({ tasks: [], arms: [] });
    expect(statuses({ ...nothing, study: makeStudy({ spec }), spec })).toMatchObject({
      data: 'done',
      tasks: 'open',
      balancing: 'open',
      design: 'open',
      run: 'blocked',
      compare: 'blocked',
    });
  });

  it('puts an error on the step that solves it', () => {
    const problem: Problem = {
      severity: 'error',
      code: 'one-class',
      message: 'one class',
      step: 'tasks',
      column: 'rent',
    };
    const spec = makeSpec();
    const source = { ...nothing, study: makeStudy(), spec, problems: [problem] };
    expect(statuses(source)).toMatchObject({ data: 'done', tasks: 'problem', sharing: 'done' });
    expect(statuses({ ...source, problems: [{ ...problem, severity: 'warning' }] })).toMatchObject({ tasks: 'done' });
  });

  it('counts what the audit found, red before amber', () => {
    const spec = makeSpec();
    const amber: Problem = { severity: 'warning', code: 'drift', message: 'drift', step: 'audit', column: null };
    const audit = (problems: readonly Problem[]): unknown =>
      stepsOf({ ...nothing, study: makeStudy(), spec, problems }).find((step) => step.screen === 'audit');
    expect(audit([])).toMatchObject({ status: 'done', hint: '' });
    expect(audit([amber, amber])).toMatchObject({ status: 'done', hint: '2 amber' });
    expect(audit([amber, { ...amber, severity: 'error' }])).toMatchObject({ status: 'problem', hint: '1 red' });
  });

  it('says how far a running study is and opens Compare when it has ended', () => {
    const spec = makeSpec();
    const running = stepsOf({ ...nothing, study: makeStudy({ status: 'running' }), spec, live: makeLive() });
    expect(running.find((step) => step.screen === 'run')).toMatchObject({ status: 'open', hint: '30 %' });
    expect(running.find((step) => step.screen === 'compare')).toMatchObject({
      status: 'blocked',
      hint: 'after the run',
    });
    for (const status of ['completed', 'stopped'] as const) {
      expect(statuses({ ...nothing, study: makeStudy({ status }), spec })).toMatchObject({
        run: 'done',
        compare: 'done',
        explain: 'done',
        report: 'done',
        models: 'done',
      });
    }
    expect(statuses({ ...nothing, study: makeStudy({ status: 'interrupted' }), spec })).toMatchObject({
      run: 'problem',
    });
  });
});
