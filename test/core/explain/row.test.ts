import { describe, expect, it } from 'vitest';
import { findChangedRows, gainAt } from '../../../src-main/core/explain/changed-rows.ts';
import type { PairedTask } from '../../../src-main/core/explain/paired-task.ts';
import { churnOf } from '../../../src-main/core/explain/row-churn.ts';
import { recordRows } from '../../../src-main/core/explain/row-record.ts';
import { binaryTask, numberTask, randomScores, replicate } from './pairs.ts';

/** Three replicates; rows 0 to 4 of class yes, said right (.9) or wrong (.1). */
const right = 0.9;
const wrong = 0.1;
const classes = binaryTask([
  replicate({
    targets: [1, 1, 1, 1, 1],
    twin: [wrong, right, right, wrong, right],
    arm: [right, wrong, right, wrong, wrong],
  }),
  replicate({
    seed: 1,
    targets: [1, 1, 1, 1, 1],
    twin: [wrong, right, right, wrong, wrong],
    arm: [right, wrong, right, right, wrong],
  }),
  replicate({
    split: 1,
    rows: [0, 1, 2, 3],
    targets: [1, 1, 1, 1],
    twin: [right, wrong, right, wrong],
    arm: [right, wrong, wrong, wrong],
  }),
]);

/** Rows of the data, and how much each changed. */
function changed(task: PairedTask) {
  const records = recordRows(task);
  const found = findChangedRows(task.type, records);
  const toRows = (places: readonly number[]) =>
    places.map((place) => ({ row: records.rows[place], gain: gainAt(task.type, records, place) }));
  return { ...found, rows: records.rows.length, fixed: toRows(found.fixed), broken: toRows(found.broken) };
}

function swapped(task: PairedTask): PairedTask {
  return { ...task, replicates: task.replicates.map((one) => ({ ...one, twin: one.arm, arm: one.twin })) };
}

describe('rows of classes', () => {
  it('are fixed or broken by what most replicates say, and neither where none is the most', () => {
    const found = changed(classes);
    expect(found.rows).toBe(5);
    expect(found.fixed.map(({ row }) => row)).toEqual([0]);
    expect(found.broken.map(({ row }) => row)).toEqual([1]);
    expect(found).toMatchObject({ bothRight: 1, bothWrong: 1, undecided: 1 });
    // right in three of three against one of three
    expect(found.fixed[0]?.gain).toBeCloseTo(2 / 3, 12);
    expect(found.broken[0]?.gain).toBeCloseTo(-2 / 3, 12);
  });

  it('count in how many replicates they were test rows, and what was said', () => {
    const { rows, truth, replicates, score, said } = recordRows(classes);
    expect([...rows]).toEqual([0, 1, 2, 3, 4]);
    expect([...truth]).toEqual([1, 1, 1, 1, 1]);
    expect([...replicates]).toEqual([3, 3, 3, 3, 2]);
    expect([...score.twin]).toEqual([1, 2, 3, 0, 1]);
    expect([...score.arm]).toEqual([3, 0, 2, 1, 0]);
    // no and yes of the first row, then of the second
    expect([...said.twin.slice(0, 4)]).toEqual([2, 1, 1, 2]);
  });
});

describe('rows of numbers', () => {
  const numbers = numberTask([
    replicate({ targets: [10, 20, 30], twin: [12, 20, 29], arm: [11, 25, 31] }),
    replicate({ seed: 1, targets: [10, 20], twin: [14, 21], arm: [10, 19] }),
  ]);

  it('are closer or farther off by their mean absolute error', () => {
    const found = changed(numbers);
    expect(found.fixed.map(({ row, gain }) => [row, gain])).toEqual([[0, (2 + 4) / 2 - (1 + 0) / 2]]);
    expect(found.broken.map(({ row, gain }) => [row, gain])).toEqual([[1, (0 + 1) / 2 - (5 + 1) / 2]]);
    expect(found).toMatchObject({ rows: 3, undecided: 1, bothRight: null });
  });
});

describe('rows fixed and broken', () => {
  it('change places where twin and arm do', () => {
    const { scores, positive } = randomScores(3, 60, 40);
    const other = randomScores(4, 60, 40).scores;
    const task = binaryTask([replicate({ targets: [...positive], twin: [...scores], arm: [...other] })]);
    for (const one of [classes, task]) {
      const [there, back] = [changed(one), changed(swapped(one))];
      expect(back.fixed.map(({ row }) => row)).toEqual(there.broken.map(({ row }) => row));
      expect(back.broken.map(({ row }) => row)).toEqual(there.fixed.map(({ row }) => row));
      expect(back.undecided).toBe(there.undecided);
      const counted = there.fixed.length + there.broken.length + there.undecided;
      expect(counted + (there.bothRight ?? 0) + (there.bothWrong ?? 0)).toBe(there.rows);
    }
  });
});

describe('the change from retraining', () => {
  it('is the share of rows of another class between two seeds of one split', () => {
    // two seeds of split 0: the twin says row 4 otherwise, the arm row 3; split 1 has one seed
    expect(churnOf(classes, 'twin')).toBeCloseTo(1 / 5, 12);
    expect(churnOf(classes, 'arm')).toBeCloseTo(1 / 5, 12);
  });

  it('is the mean move of numbers, and unknown with one seed', () => {
    const two = numberTask([
      replicate({ targets: [0, 0], twin: [1, 2], arm: [0, 0] }),
      replicate({ seed: 1, targets: [0, 0], twin: [2, 5], arm: [0, 0] }),
    ]);
    expect(churnOf(two, 'twin')).toBe((1 + 3) / 2);
    expect(churnOf(two, 'arm')).toBe(0);
    expect(churnOf(numberTask([two.replicates[0]!]), 'twin')).toBeNull();
  });
});
