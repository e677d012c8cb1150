import { describe, expect, it } from 'vitest';
import type { ColumnDescription } from '../../../src-main/contract/dataset.ts';
import { possibleTypes, withType } from '../../../src-renderer/state/task-class.ts';
import { makeTask } from '../helper/fixture.ts';

function column(type: ColumnDescription['type'], distinct: number): ColumnDescription {
  return {
    name: 'c',
    type,
    inferredType: type,
    typeConfidence: 1,
    missing: 0,
    distinct,
    minimum: null,
    maximum: null,
    mean: null,
    standardDeviation: null,
    median: null,
    distribution: { kind: 'empty' },
    examples: [],
    flags: [],
    nonconforming: { count: 0, examples: [] },
  };
}

describe('task types', () => {
  it('follow from the type and the number of values of a column', () => {
    expect(possibleTypes(column('numeric', 900))).toEqual(['regression']);
    expect(possibleTypes(column('numeric', 4))).toEqual(['regression', 'multiclass']);
    expect(possibleTypes(column('categorical', 2))).toEqual(['binary']);
    expect(possibleTypes(column('categorical', 7))).toEqual(['multiclass']);
    expect(possibleTypes(column('categorical', 1))).toEqual([]);
  });

  it('bring a loss and a metric that fit, and drop a tolerance in other units', () => {
    const catalogue = {
      methods: [],
      sharingForms: [],
      samplings: [],
      alternatives: [],
      stages: [],
      losses: [
        { id: 'squared-error', name: '', taskTypes: ['regression' as const], formula: '', description: '' },
        { id: 'cross-entropy', name: '', taskTypes: ['multiclass' as const], formula: '', description: '' },
      ],
      metrics: [],
    };
    const task = { ...makeTask('rent'), rope: 0.5 };
    expect(withType(task, 'multiclass', ['a', 'b', 'c'], catalogue)).toMatchObject({
      type: 'multiclass',
      loss: 'cross-entropy',
      classes: ['a', 'b', 'c'],
      rope: null,
    });
    expect(withType(task, 'regression', ['a'], catalogue).classes).toEqual([]);
  });
});
