import { describe, expect, it } from 'vitest';
import {
  encodingIn,
  fieldValue,
  withEncoding,
  withField,
  withGroup,
  withoutGroup,
} from '../../../src-renderer/view/data/encoding.ts';
import { withRoles } from '../../../src-renderer/view/data/role.ts';
import { makeSpec } from '../helper/fixture.ts';

const roles = { px_1: 'input', px_2: 'input', px_3: 'input', size: 'input', rent: 'task' } as const;

describe('the encoding of a column', () => {
  it('is kept until the usual one is wanted again', () => {
    const chosen = withEncoding(makeSpec(), 'street', { kind: 'embedding', dimension: 8 });
    expect(encodingIn(chosen, 'street')).toEqual({ kind: 'embedding', dimension: 8 });
    expect(encodingIn(chosen, 'toString')).toBeNull();
    expect(encodingIn(withEncoding(chosen, 'street', null), 'street')).toBeNull();
  });

  it('has numbers that can be changed and left open', () => {
    const wider = withField({ kind: 'embedding', dimension: 8 }, 'dimension', 12);
    expect(fieldValue(wider, 'dimension')).toBe(12);
    expect(fieldValue(withField(wider, 'dimension', null), 'dimension')).toBeNull();
  });
});

describe('a group of columns', () => {
  it('is named by what its columns have in common, and never like a column', () => {
    const { spec, name } = withGroup(makeSpec({ roles }), ['px_1', 'px_2', 'px_3']);
    expect(name).toBe('px');
    expect(spec.inputs?.groups).toEqual([{ name, columns: ['px_1', 'px_2', 'px_3'], encoding: { kind: 'vector' } }]);
    expect(withGroup(makeSpec({ roles: { ...roles, px: 'input' } }), ['px_1', 'px_2']).name).toBe('px 2');
    expect(withGroup(makeSpec({ roles }), ['px_1', 'size']).name).toBe('vector');
  });

  it('is encoded as one', () => {
    const grouped = withGroup(makeSpec({ roles }), ['px_1', 'px_2']).spec;
    const unit = withEncoding(grouped, 'px', { kind: 'unit-vector' });
    expect(encodingIn(unit, 'px')).toEqual({ kind: 'unit-vector' });
    expect(encodingIn(withEncoding(unit, 'px', null), 'px')).toEqual({ kind: 'vector' });
    expect(withoutGroup(unit, 'px').inputs?.groups).toEqual([]);
  });

  it('loses a column that goes to another group or is no input any more', () => {
    const grouped = withGroup(makeSpec({ roles }), ['px_1', 'px_2', 'px_3']).spec;
    const moved = withGroup(grouped, ['px_3', 'size']);
    expect(moved.spec.inputs?.groups?.map((group) => group.columns)).toEqual([
      ['px_1', 'px_2'],
      ['px_3', 'size'],
    ]);
    const ignored = withRoles(moved.spec, ['px_2'], 'ignore', []);
    expect(ignored.inputs?.groups?.map((group) => group.columns)).toEqual([['px_3', 'size']]);
  });
});
