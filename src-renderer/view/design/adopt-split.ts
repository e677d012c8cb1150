import type { SplitProposal } from '../../../src-main/contract/design.ts';
import type { StudySpec } from '../../../src-main/contract/study.ts';
import { withRoles } from '../data/role.ts';

/** The settings with the proposed split. The column that rows are split by is no input any more: it would be learned by heart. */
export function adoptSplit(spec: StudySpec, { split, baseSeed, seeds, claim }: SplitProposal): StudySpec {
  const changed = { ...spec, split, baseSeed, seeds, claim };
  const { kind, column } = split;
  if (column === null || (kind !== 'group' && kind !== 'time')) return changed;
  const isInput = Object.hasOwn(spec.roles, column) && spec.roles[column] === 'input';
  return isInput ? withRoles(changed, [column], 'ignore', []) : changed;
}
