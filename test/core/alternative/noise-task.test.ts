import { describe, expect, it } from 'vitest';
import { findAlternative } from '../../../src-main/core/alternative/registry.ts';
import { createStudy } from '../../helper/study.ts';
import { materialOf } from './train-alternatives.ts';

describe('the noise task', () => {
  const study = createStudy({ missingLabels: 0.3 });
  const material = materialOf(study);
  const { way } = findAlternative('noise-task');
  const extend = (split: number): typeof material => {
    if (way.kind !== 'staged') throw new Error('not trained in stages');
    return way.extend?.(material, split, { source: 1 }) ?? material;
  };

  it('deals the labels of a task anew among the training rows of the split, and labels no other row', () => {
    const { encoding, spec, preparations } = extend(1);
    const [source, noise] = [encoding.targets[0], encoding.targets[3]];
    if (source === undefined || noise === undefined) throw new Error('a target is missing');
    expect(spec.tasks.map(({ column }) => column)).toEqual(['task 0', 'task 1', 'task 2', 'noise']);
    const rows = [...(study.splits[1]?.train ?? [])].filter((row) => source.labelled[row] === 1);
    const others = [...noise.labelled.keys()].filter((row) => !rows.includes(row));
    expect(rows.every((row) => noise.labelled[row] === 1)).toBe(true);
    expect(others.every((row) => noise.labelled[row] === 0)).toBe(true);
    const [dealt, given] = [rows.map((row) => noise.values[row]), rows.map((row) => source.values[row])];
    expect(dealt).not.toEqual(given);
    expect([...dealt].sort()).toEqual([...given].sort());
    expect(preparations[1]?.targetScale[3]).toBe(preparations[1]?.targetScale[0]);
  });

  it('is another in every split and the same each time', () => {
    expect(extend(0).encoding.targets[3]).toEqual(extend(0).encoding.targets[3]);
    expect(extend(0).encoding.targets[3]?.values).not.toEqual(extend(1).encoding.targets[3]?.values);
  });
});
