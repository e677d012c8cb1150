import { describe, expect, it } from 'vitest';
import type { Problem } from '../../src-main/contract/design.ts';
import type { SplitPlan, StudySpec } from '../../src-main/contract/study.ts';
import { findStudyProblems } from '../../src-main/core/audit/study-problems.ts';
import type { StudyFacts } from '../../src-main/core/audit/study-facts.ts';
import { describeColumn } from '../../src-main/core/table/describe-column.ts';
import type { Table } from '../../src-main/core/table/table.ts';
import { deriveSeed, uniformAt } from '../../src-main/core/util/hash.ts';
import { withSplitProposals } from '../../src-main/service/split-proposal.ts';
import { tryPrepare } from '../core/prepare/try-prepare.ts';
import { classification, dates, labels, numbers, regression, specOf, tableOf } from '../core/prepare/tables.ts';

const count = 200;
const rows = Array.from({ length: count }, (_, row) => row);
function draw(purpose: string, index: number): number {
  return uniformAt(deriveSeed(11, purpose), 0, index);
}

const x = numbers(
  'x',
  rows.map((row) => draw('x', row)),
);
const size = numbers(
  'size',
  rows.map((row) => draw('size', row)),
);
/** Eight labels among 200 rows, all in the first half. */
const seldom = numbers(
  'seldom',
  rows.map((row) => (row < 100 && row % 13 === 0 ? draw('seldom', row) : null)),
);
const rare = labels(
  'rare',
  rows.map((row) => (row % 67 === 5 ? 'yes' : 'no')),
);
const day = dates(
  'day',
  rows.map((row) => new Date(86_400_000 * row).toISOString().slice(0, 10)),
);
const site = labels(
  'site',
  rows.map((row) => `site ${row % 2}`),
);
/** Ten groups; 'seldom' has labels in three of them. */
const farm = labels(
  'farm',
  rows.map((row) => `farm ${row % 13 === 0 ? Math.floor(row / 40) : 5 + (row % 7)}`),
);
/** Fifty groups; 'seldom' has labels in eight of them. */
const plot = labels(
  'plot',
  rows.map((row) => `plot ${row % 50}`),
);
const part = labels(
  'part',
  rows.map((row) => (row % 4 === 0 ? 'test' : row % 4 === 1 ? 'dev' : 'train')),
);
const word = labels(
  'word',
  rows.map((row) => (row % 2 === 0 ? 'this' : 'that')),
);
const table = tableOf(x, size, seldom, rare, day, site, farm, plot, part, word);
const both = [regression('size'), regression('seldom')];

function plan(changes: Partial<SplitPlan>): SplitPlan {
  return { kind: 'random', column: null, splits: 5, testFraction: 0.2, validationFraction: 0.2, ...changes };
}

function factsOf(spec: StudySpec, from: Table): StudyFacts {
  const { encoding, splits, failure } = tryPrepare(from, spec);
  return {
    description: {
      rows: from.rowCount,
      columns: from.columns.map((column) => ({
        ...describeColumn(column),
        inferredType: column.type,
        typeConfidence: 1,
        nonconforming: { count: 0, examples: [] },
      })),
      options: {} as StudyFacts['description']['options'],
      warnings: [],
    },
    table: from,
    spec,
    encoding,
    splits,
    failure,
    failedSplit: encoding !== null && splits === null,
    knownMethods: ['equal'],
  };
}

const roles = { x: 'input', size: 'task', seldom: 'task', rare: 'ignore', day: 'ignore', site: 'ignore' } as const;

function study(changes: Partial<StudySpec>, from: Table = table): StudySpec {
  const tasks = changes.tasks ?? both;
  const others = { farm: 'ignore', plot: 'ignore', part: 'ignore', word: 'ignore' } as const;
  const own = Object.fromEntries(tasks.map((task) => [task.column, 'task' as const]));
  const known = Object.fromEntries(
    Object.entries({ ...roles, ...others, ...own }).map(([name, role]) => [
      name,
      role === 'task' && !Object.hasOwn(own, name) ? ('ignore' as const) : role,
    ]),
  );
  return specOf(from, tasks, { roles: known, baseSeed: 4, ...changes });
}

function problemsOf(spec: StudySpec, from: Table = table): Problem[] {
  const facts = factsOf(spec, from);
  return withSplitProposals(facts, findStudyProblems(facts));
}

function errors(problems: readonly Problem[]): Problem[] {
  return problems.filter(({ severity }) => severity === 'error');
}

/** The settings of the proposal on the study, as a button or options give them. */
function adopt(spec: StudySpec, { proposal }: Problem): StudySpec {
  if (proposal === undefined) throw new Error('nothing is proposed');
  const { split, baseSeed, seeds, claim } = proposal;
  return { ...spec, split, baseSeed, seeds, claim };
}

describe('withSplitProposals', () => {
  it.each<[string, Partial<StudySpec>, string]>([
    ['random rows without labels of a task', { split: plan({}) }, 'stratified by all tasks'],
    [
      'classes that chance keeps out of training',
      {
        tasks: [regression('size'), classification('rare', ['no', 'yes'])],
        split: plan({ validationFraction: 0.5, testFraction: 0.6, splits: 10 }),
      },
      'stratified by all tasks',
    ],
    [
      'one task that was stratified by, another that was not',
      { split: plan({ kind: 'stratified', column: 'size', splits: 20 }) },
      'stratified by all tasks',
    ],
    [
      'folds finer than the labels',
      { split: plan({ kind: 'k-fold', folds: 20, splits: 20 }) },
      '8 folds, 8 splits instead of 20',
    ],
    [
      'splits that are no whole repeats',
      { split: plan({ kind: 'k-fold', folds: 4, splits: 6 }) },
      '8 splits instead of 6',
    ],
    [
      'a test part in a time without labels',
      { split: plan({ kind: 'time', column: 'day' }) },
      'stratified by all tasks',
    ],
    [
      'a gap that leaves nothing',
      {
        tasks: [regression('size'), classification('rare', ['no', 'yes'])],
        split: plan({ kind: 'time', column: 'day', gapFraction: 0.3 }),
      },
      'a gap of 15 %',
    ],
    [
      'a time column without an order',
      {
        tasks: [regression('size'), regression('x')],
        roles: { size: 'task', x: 'task', seldom: 'input', rare: 'input' },
        split: plan({ kind: 'time', column: 'site' }),
      },
      "by time in 'day'",
    ],
    [
      'two groups',
      {
        tasks: [regression('size'), classification('rare', ['no', 'yes'])],
        split: plan({ kind: 'group', column: 'site' }),
      },
      'stratified by all tasks',
    ],
    ['groups that hold the labels of a task', { split: plan({ kind: 'group', column: 'farm' }) }, ''],
    ['no group column', { split: plan({ kind: 'group', column: null }) }, 'stratified by all tasks'],
    [
      'a column that names no part',
      {
        tasks: [regression('size'), regression('x')],
        roles: { size: 'task', x: 'task', seldom: 'input' },
        claim: 'this-split',
        split: plan({ kind: 'column', column: 'word', splits: 1 }),
      },
      "as the column 'part' says",
    ],
    [
      'a column and several splits',
      {
        tasks: [regression('size'), classification('rare', ['no', 'yes'])],
        split: plan({ kind: 'column', column: 'part', splits: 5 }),
      },
      '1 split instead of 5, a claim on this split, 10 seeds a split',
    ],
    [
      'one split for a claim on new data',
      {
        tasks: [regression('size'), classification('rare', ['no', 'yes'])],
        seeds: 5,
        split: plan({ kind: 'stratified-tasks', splits: 1 }),
      },
      '10 splits instead of 1',
    ],
  ])('proposes for %s what passes the check', (_, changes, change) => {
    const spec = study(changes);
    const refused = errors(problemsOf(spec));
    expect(refused.length).toBeGreaterThan(0);
    const [first] = refused as [Problem];
    expect(first.proposal, first.message).toBeDefined();
    expect(first.proposal?.change).toContain(change);
    expect(first.proposal?.why).not.toBe('');
    expect(errors(problemsOf(adopt(spec, first)))).toEqual([]);
  });

  it('keeps whole groups where other seeds, shares or fewer splits will do', () => {
    const spec = study({ split: plan({ kind: 'group', column: 'plot' }) });
    const [first] = errors(problemsOf(spec)) as [Problem];
    expect(first.proposal?.split).toMatchObject({ kind: 'group', column: 'plot' });
  });

  it('says what is given up with the groups, the time or the column', () => {
    const late = errors(problemsOf(study({ split: plan({ kind: 'time', column: 'day' }) })));
    expect(late[0]?.proposal?.why).toContain('nothing about drift');
    const groups = errors(problemsOf(study({ split: plan({ kind: 'group', column: 'site' }) })));
    expect(groups[0]?.proposal?.why).toContain('groups that training knows');
  });

  it('says which labels are missing, and how many, where no split can work', () => {
    const three = numbers(
      'seldom',
      rows.map((row) => (row % 70 === 0 ? row : null)),
    );
    const scarce = tableOf(x, size, three, rare, day, site, farm, plot, part, word);
    const refused = errors(problemsOf(study({ split: plan({}) }, scarce), scarce));
    expect(refused.map(({ proposal }) => proposal)).toEqual(refused.map(() => undefined));
    const told = refused.find(({ column }) => column === 'seldom');
    expect(told?.message).toContain("'seldom' has 3 labelled rows and needs at least 4");
    expect(told?.message).toContain('label 1 more');
  });

  it('proposes for a warning what takes it away and brings no other', () => {
    const often = labels(
      'often',
      rows.map((row) => (row % 20 === 3 ? 'yes' : 'no')),
    );
    const from = tableOf(x, size, often);
    const spec = specOf(from, [regression('size'), classification('often', ['no', 'yes'])], {
      split: plan({ splits: 20, testFraction: 0.1 }),
    });
    const before = problemsOf(spec, from);
    expect(errors(before)).toEqual([]);
    const warned = before.find(({ code }) => code === 'class-absent-in-test') as Problem;
    expect(warned.proposal?.change).toBe('stratified by all tasks');
    const after = problemsOf(adopt(spec, warned), from);
    expect(after.filter(({ code }) => code === 'class-absent-in-test')).toEqual([]);
    expect(after.length).toBeLessThan(before.length);
  });

  it('leaves a good study and problems of other steps as they are', () => {
    const good = study({
      tasks: [regression('size'), regression('x')],
      roles: { size: 'task', x: 'task', seldom: 'input' },
    });
    const facts = factsOf(good, table);
    const problems = findStudyProblems({ ...facts, knownMethods: [] });
    expect(withSplitProposals(facts, problems)).toEqual(problems);
  });
});
