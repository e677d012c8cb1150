import { describe, expect, it } from 'vitest';
import type { SplitProposal } from '../../../src-main/contract/design.ts';
import type { StudySpec } from '../../../src-main/contract/study.ts';
import { adoptSplit } from '../../../src-renderer/view/design/adopt-split.ts';
import { makeSpec } from '../helper/fixture.ts';

function propose(spec: StudySpec, split: Partial<StudySpec['split']>): SplitProposal {
  return { split: { ...spec.split, ...split }, baseSeed: 9, seeds: 2, claim: 'new-data', change: '', why: '' };
}

describe('adoptSplit', () => {
  it('takes over the whole of what was tried', () => {
    const spec = makeSpec();
    const proposal = propose(spec, { kind: 'stratified-tasks', column: null, splits: 4 });
    const { split, baseSeed, seeds, claim, roles } = adoptSplit(spec, proposal);
    expect({ split, baseSeed, seeds, claim }).toEqual({
      ...{ split: proposal.split, baseSeed: 9, seeds: 2, claim: 'new-data' },
    });
    expect(roles).toEqual(spec.roles);
  });

  it('keeps what rows are split by out of the inputs', () => {
    const spec = makeSpec();
    const [column = ''] = Object.entries(spec.roles).find(([, role]) => role === 'input') ?? [];
    expect(adoptSplit(spec, propose(spec, { kind: 'time', column })).roles[column]).toBe('ignore');
    expect(adoptSplit(spec, propose(spec, { kind: 'column', column })).roles[column]).toBe('input');
  });
});
