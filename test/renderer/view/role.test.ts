import { describe, expect, it } from 'vitest';
import { roleOfKey, withRoles } from '../../../src-renderer/view/data/role.ts';
import { makeSpec, makeTask } from '../helper/fixture.ts';

describe('withRoles', () => {
  it('adds the settings of a new task behind those there are', () => {
    const spec = withRoles(makeSpec(), ['rooms'], 'task', [makeTask('rooms')]);
    expect(spec.roles['rooms']).toBe('task');
    expect(spec.tasks.map((task) => task.column)).toEqual(['rent', 'price', 'rooms']);
  });

  it('drops the settings of a column that is no task any more', () => {
    const spec = withRoles(makeSpec(), ['rent'], 'ignore', []);
    expect(spec.tasks.map((task) => task.column)).toEqual(['price']);
  });

  it('keeps the settings of a column that is a task already', () => {
    const before = makeSpec({ tasks: [{ ...makeTask('rent'), loss: 'huber' }] });
    const after = withRoles({ ...before, roles: { rent: 'task' } }, ['rent'], 'task', [makeTask('rent')]);
    expect(after.tasks).toEqual(before.tasks);
  });

  it('leaves the settings it was given untouched', () => {
    const before = makeSpec();
    withRoles(before, ['rooms', 'street'], 'ignore', []);
    expect(before).toEqual(makeSpec());
  });
});

describe('roleOfKey', () => {
  it('knows its four letters in either case', () => {
    expect(['i', 'T', 'x', 'D', 'q', 'Enter'].map(roleOfKey)).toEqual(['input', 'task', 'ignore', 'id', null, null]);
  });
});
