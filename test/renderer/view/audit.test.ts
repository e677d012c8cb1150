import { describe, expect, it } from 'vitest';
import type { Mend } from '../../../src-main/contract/audit.ts';
import { studySpecSchema, type StudySpec } from '../../../src-main/contract/study.ts';
import { applyMend, withTolerance } from '../../../src-renderer/view/audit/mend.ts';
import { makeSpec } from '../helper/fixture.ts';

function mended(mend: Mend, spec: StudySpec = makeSpec()): StudySpec {
  return studySpecSchema.parse(applyMend(spec, mend));
}

describe('applyMend', () => {
  it('gives columns another role', () => {
    const spec = mended({ kind: 'role', label: '', columns: ['rooms'], role: 'ignore' });
    expect(spec.roles).toMatchObject({ rooms: 'ignore', rent: 'task' });
  });

  it('takes a task out, and a split stratified by it with it', () => {
    const split = { ...makeSpec().split, kind: 'stratified' as const, column: 'rent' };
    const spec = mended({ kind: 'drop-task', label: '', task: 'rent' }, makeSpec({ split }));
    expect(spec.tasks.map((task) => task.column)).toEqual(['price']);
    expect(spec.roles['rent']).toBe('ignore');
    expect(spec.split).toMatchObject({ kind: 'random', column: null });
  });

  it('leaves classes of one task out', () => {
    const base = makeSpec();
    const tasks = base.tasks.map((task) => ({ ...task, type: 'multiclass' as const, classes: ['a', 'b', 'c', 'd'] }));
    const spec = mended({ kind: 'drop-classes', label: '', task: 'rent', classes: ['b'] }, { ...base, tasks });
    expect(spec.tasks.map((task) => task.classes)).toEqual([
      ['a', 'c', 'd'],
      ['a', 'b', 'c', 'd'],
    ]);
  });

  it('splits by a column that is no input any more', () => {
    const spec = mended({ kind: 'split', label: '', split: 'group', column: 'rooms' });
    expect(spec.split).toMatchObject({ kind: 'group', column: 'rooms', splits: 10 });
    expect(spec.roles['rooms']).toBe('ignore');
    const stratified = mended({ kind: 'split', label: '', split: 'stratified', column: 'rent' });
    expect(stratified.roles['rent']).toBe('task');
  });

  it('changes the loss of one task', () => {
    const spec = mended({ kind: 'loss', label: '', task: 'price', loss: 'huber' });
    expect(spec.tasks.map((task) => task.loss)).toEqual(['squared-error', 'huber']);
  });
});

describe('withTolerance', () => {
  it('keeps what differs from the usual, and nothing else', () => {
    const spec = withTolerance(makeSpec(), 'drift', 0.3, 0.2);
    expect(spec.audit).toEqual({ tolerances: { drift: 0.3 } });
    const both = withTolerance(spec, 'noise', null, 0.95);
    expect(both.audit).toEqual({ tolerances: { drift: 0.3, noise: null } });
    const back = withTolerance(withTolerance(both, 'noise', 0.95, 0.95), 'drift', 0.2, 0.2);
    expect(back).toEqual(makeSpec());
  });
});
