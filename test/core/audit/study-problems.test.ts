import { describe, expect, it } from 'vitest';
import type { ColumnDescription } from '../../../src-main/contract/dataset.ts';
import type { StudySpec } from '../../../src-main/contract/study.ts';
import type { MemoryNeed, StudyFacts } from '../../../src-main/core/audit/study-facts.ts';
import { findStudyProblems } from '../../../src-main/core/audit/study-problems.ts';
import { findTrainingProblems } from '../../../src-main/core/audit/training-problems.ts';
import { tryPrepare } from '../prepare/try-prepare.ts';
import { describeColumn } from '../../../src-main/core/table/describe-column.ts';
import type { Table, TableColumn } from '../../../src-main/core/table/table.ts';
import { booleans, classification, dates, labels, numbers, regression, specOf, tableOf } from '../prepare/tables.ts';

const rows = Array.from({ length: 300 }, (_, row) => row);
/** Spread over [0, 1) without a pattern that splits could catch. */
const wave = (row: number, factor: number): number => (row * factor) % 1;

const x = numbers(
  'x',
  rows.map((row) => wave(row, 0.618)),
);
const price = numbers(
  'price',
  rows.map((row) => wave(row, 0.414)),
);
const kind = labels(
  'kind',
  rows.map((row) => (wave(row, 0.732) < 0.5 ? 'a' : 'b')),
);

function describe_(column: TableColumn): ColumnDescription {
  const nonconforming = { count: 0, examples: [] };
  return { ...describeColumn(column), inferredType: column.type, typeConfidence: 1, nonconforming };
}

function factsOf(table: Table, spec: StudySpec, changes: Partial<StudyFacts> = {}): StudyFacts {
  return {
    description: {
      rows: table.rowCount,
      columns: table.columns.map(describe_),
      options: {
        encoding: 'utf-8',
        delimiter: ',',
        quote: '"',
        header: true,
        decimalMark: '.',
        thousandsMark: 'none',
        missingTokens: [''],
        skipRows: 0,
        format: 'delimited',
        member: null,
        sheet: null,
        table: null,
        query: null,
        dateOrder: 'auto',
      },
      warnings: [],
    },
    table,
    spec,
    ...tryPrepare(table, spec),
    knownMethods: ['equal', 'static', 'pcgrad'],
    knownSharingForms: ['hard'],
    knownLosses: [
      { id: 'squared-error', taskTypes: ['regression'] },
      { id: 'binary-cross-entropy', taskTypes: ['binary'] },
      { id: 'cross-entropy', taskTypes: ['multiclass'] },
    ],
    knownMetrics: [
      { id: 'rmse', taskTypes: ['regression'] },
      { id: 'auroc', taskTypes: ['binary'] },
      { id: 'macro-f1', taskTypes: ['multiclass'] },
    ],
    ...changes,
  };
}

const table = tableOf(x, price, kind);
const tasks = [regression('price'), classification('kind', ['a', 'b'])];

/** The study with some settings changed. */
function change(changes: Partial<StudySpec>, from: Table = table): StudyFacts {
  const spec = specOf(from, changes.tasks ?? tasks, changes);
  return factsOf(from, spec);
}

function split(changes: Partial<StudySpec['split']>): Pick<StudySpec, 'split'> {
  return { split: { kind: 'random', column: null, splits: 3, testFraction: 0.2, validationFraction: 0.2, ...changes } };
}

function codes(facts: StudyFacts, severity: 'error' | 'warning' | 'note'): [string, string | null][] {
  return findStudyProblems(facts)
    .filter((problem) => problem.severity === severity)
    .map(({ code, column }) => [code, column]);
}

describe('findStudyProblems', () => {
  it('finds nothing wrong with a good study', () => {
    expect(findStudyProblems(change({}))).toEqual([]);
  });

  const extra = (column: TableColumn) => tableOf(x, price, kind, column);
  const scarce = (name: string, every: number) =>
    numbers(
      name,
      rows.map((row) => (row % every === 0 ? wave(row, 0.3) : null)),
    );

  it.each<[string, string | null, StudyFacts]>([
    ['no-task', null, change({ tasks: [] })],
    ['one-task', null, change({ tasks: [regression('price')], roles: { x: 'input', price: 'task' } })],
    ['duplicate-task', 'price', change({ tasks: [regression('price'), regression('price')] })],
    ['unknown-column', 'ghost', change({ tasks: [regression('price'), regression('ghost')] })],
    ['unknown-column', 'ghost', change({ roles: { x: 'input', price: 'task', kind: 'task', ghost: 'id' } })],
    ['task-without-settings', 'x', change({ roles: { x: 'task', price: 'task', kind: 'task' } })],
    ['target-among-inputs', 'price', change({ roles: { x: 'input', price: 'input', kind: 'task' } })],
    ['target-among-inputs', 'copy', change({}, extra({ ...price, name: 'copy' }))],
    ['no-input', null, change({ roles: { price: 'task', kind: 'task' } })],
    ['regression-on-labels', 'kind', change({ tasks: [regression('price'), regression('kind')] })],
    [
      'target-too-fine',
      'c',
      change(
        { tasks: [...tasks, regression('c')] },
        extra(
          numbers(
            'c',
            rows.map((row) => 1e9 + wave(row, 0.3)),
          ),
        ),
      ),
    ],
    [
      'constant-target',
      'c',
      change(
        { tasks: [...tasks, regression('c')] },
        extra(
          numbers(
            'c',
            rows.map(() => 3),
          ),
        ),
      ),
    ],
    [
      'no-labels',
      'c',
      change(
        { tasks: [...tasks, regression('c')] },
        extra(
          numbers(
            'c',
            rows.map(() => null),
          ),
        ),
      ),
    ],
    [
      'one-class',
      'c',
      change(
        { tasks: [...tasks, classification('c', ['u', 'v'])] },
        extra(
          labels(
            'c',
            rows.map(() => 'u'),
          ),
        ),
      ),
    ],
    ['one-class', 'kind', change({ tasks: [regression('price'), classification('kind', ['u', 'v'])] })],
    ['class-without-rows', 'kind', change({ tasks: [regression('price'), classification('kind', ['a', 'b', 'c'])] })],
    [
      'not-binary',
      'kind',
      change({
        tasks: [
          regression('price'),
          {
            ...classification('kind', ['a', 'b', 'c']),
            type: 'binary',
            loss: 'binary-cross-entropy',
            primaryMetric: 'auroc',
          },
        ],
      }),
    ],
    [
      'duplicate-class',
      'kind',
      change({ tasks: [regression('price'), { ...classification('kind', ['a', 'b']), classes: ['a', 'b', 'a'] }] }),
    ],
    [
      'unfit-loss',
      'price',
      change({ tasks: [{ ...regression('price'), loss: 'cross-entropy' }, tasks[1] ?? regression('x')] }),
    ],
    [
      'unfit-metric',
      'price',
      change({ tasks: [{ ...regression('price'), primaryMetric: 'auroc' }, tasks[1] ?? regression('x')] }),
    ],
    ['no-arm', null, change({ arms: [] })],
    ['unknown-method', null, change({ arms: [{ method: 'magic', sharing: 'hard', parameters: {} }] })],
    ['unknown-sharing', null, change({ arms: [{ method: 'equal', sharing: 'magic', parameters: {} }] })],
    [
      'refused-arm',
      null,
      { ...change({}), refusedArms: [{ arm: 'pcgrad@soft', step: 'sharing', reason: 'nothing is shared' }] },
    ],
    [
      'duplicate-arm',
      null,
      change({
        arms: [
          { method: 'equal', sharing: 'hard', parameters: {} },
          { method: 'equal', sharing: 'hard', parameters: {} },
        ],
      }),
    ],
    [
      'parameter-count',
      null,
      change({ arms: [{ method: 'static', sharing: 'hard', parameters: { weights: [1, 2, 3] } }] }),
    ],
    ['missing-split-column', null, change(split({ kind: 'group' }))],
    ['unknown-column', 'ghost', change(split({ kind: 'time', column: 'ghost' }))],
    ['no-time-order', 'kind', change(split({ kind: 'time', column: 'kind' }))],
    ['too-few-groups', 'kind', change(split({ kind: 'group', column: 'kind' }))],
    ['claim-beyond-design', null, change({ ...split({ splits: 1 }), seeds: 5 })],
    ['no-labels-in-part', 'c', change({ tasks: [...tasks, regression('c')] }, extra(scarce('c', 150)))],
    [
      'too-much-memory',
      null,
      { ...change({}), memory: { neededBytes: 2e9, wantedBytes: 3e9, limitBytes: 1e9, trainers: 1, wanted: 2 } },
    ],
  ])('refuses: %s (%s)', (code, column, facts) => {
    expect(codes(facts, 'error')).toContainEqual([code, column]);
  });

  it.each<[string, string | null, StudyFacts]>([
    ['few-labels-in-part', 'c', change({ tasks: [...tasks, regression('c')] }, extra(scarce('c', 6)))],
    [
      'empty-input',
      'c',
      change(
        {},
        extra(
          numbers(
            'c',
            rows.map(() => null),
          ),
        ),
      ),
    ],
    ['identifier-input', 'c', change({}, extra(numbers('c', rows)))],
    ['duplicated-input', 'twice', change({}, extra({ ...x, name: 'twice' }))],
    [
      'two-valued-regression',
      'c',
      change(
        { tasks: [...tasks, regression('c')] },
        extra(
          booleans(
            'c',
            rows.map((row) => wave(row, 0.9) < 0.5),
          ),
        ),
      ),
    ],
    [
      'unlisted-labels',
      'c',
      change(
        { tasks: [...tasks, classification('c', ['u', 'v'])] },
        extra(
          labels(
            'c',
            rows.map((row) => ['u', 'v', 'w'][row % 3] ?? null),
          ),
        ),
      ),
    ],
    [
      'rare-class',
      'c',
      change(
        { tasks: [...tasks, classification('c', ['u', 'v'])] },
        extra(
          labels(
            'c',
            rows.map((row) => (row % 60 === 0 ? 'v' : 'u')),
          ),
        ),
      ),
    ],
    [
      'class-absent-in-test',
      'c',
      change(
        { tasks: [...tasks, classification('c', ['u', 'v'])] },
        extra(
          labels(
            'c',
            rows.map((row) => (row === 7 ? 'v' : 'u')),
          ),
        ),
      ),
    ],
    [
      'rows-without-group',
      'g',
      change(
        split({ kind: 'group', column: 'g' }),
        extra(
          labels(
            'g',
            rows.map((row) => (row % 9 === 0 ? null : `g${row % 10}`)),
          ),
        ),
      ),
    ],
    [
      'group-column-as-input',
      'g',
      change(
        split({ kind: 'group', column: 'g' }),
        extra(
          labels(
            'g',
            rows.map((row) => `g${row % 10}`),
          ),
        ),
      ),
    ],
    [
      'rows-without-time',
      'when',
      change(
        split({ kind: 'time', column: 'when' }),
        extra(
          dates(
            'when',
            rows.map((row) => (row === 3 ? null : new Date(row * 864e5).toISOString())),
          ),
        ),
      ),
    ],
    ['one-unit', null, change(split({ splits: 1 }))],
    [
      'tasks-never-together',
      'u',
      change(
        { tasks: [...tasks, regression('u'), regression('v')] },
        tableOf(
          x,
          price,
          kind,
          numbers(
            'u',
            rows.map((row) => (row % 2 === 0 ? wave(row, 0.7) : null)),
          ),
          numbers(
            'v',
            rows.map((row) => (row % 2 === 1 ? wave(row, 0.7) : null)),
          ),
        ),
      ),
    ],
  ])('warns: %s (%s)', (code, column, facts) => {
    expect(codes(facts, 'warning')).toContainEqual([code, column]);
  });

  it.each<[string, string | null, StudyFacts]>([
    [
      'constant-input',
      'c',
      change(
        {},
        extra(
          numbers(
            'c',
            rows.map(() => 3),
          ),
        ),
      ),
    ],
    [
      'text-cut',
      'text',
      change(
        { inputs: { encodings: { text: { kind: 'word-vectors', dimension: 4, vocabulary: 10, words: 1 } } } },
        extra(
          labels(
            'text',
            rows.map((row) => `t ${row}`),
            'text',
          ),
        ),
      ),
    ],
    [
      'labels-grouped',
      'c',
      change(
        { inputs: { encodings: { c: { kind: 'one-hot' } } } },
        extra(
          labels(
            'c',
            rows.map((row) => `l${row % 60}`),
          ),
        ),
      ),
    ],
    [
      'unlabelled-rows',
      null,
      change(
        { tasks: [regression('u'), regression('v')], roles: { x: 'input', u: 'task', v: 'task' } },
        tableOf(x, scarce('u', 2), scarce('v', 2)),
      ),
    ],
    [
      'search-budget',
      null,
      { ...change({}), budgets: [{ arm: 'grouping-pairs', budget: 'its search takes a while' }] },
    ],
    ['batch-beyond-rows', null, change({ training: { ...specOf(table, tasks).training, batchSize: 5000 } })],
    [
      'patience-beyond-epochs',
      null,
      change({ training: { ...specOf(table, tasks).training, epochs: 5, patience: 9 } }),
    ],
  ])('notes: %s (%s)', (code, column, facts) => {
    expect(codes(facts, 'note')).toContainEqual([code, column]);
  });

  it('shows errors first and says what to do in every message', () => {
    const problems = findStudyProblems(change({ tasks: [], arms: [], roles: {}, ...split({ splits: 1 }) }));
    const severities = problems.map(({ severity }) => severity);
    expect(severities).toEqual(
      [...severities].sort(
        (first, second) => ['error', 'warning', 'note'].indexOf(first) - ['error', 'warning', 'note'].indexOf(second),
      ),
    );
    for (const { message } of problems) expect(message).toMatch(/[;,:] .+/);
  });

  it('reports a failure that no check foresaw', () => {
    expect(codes({ ...change({}), failure: 'only 2 rows' }, 'error')).toEqual([['impossible-study', null]]);
  });

  it('warns of splits that test the same rows', () => {
    const groups = labels(
      'group',
      rows.map((row) => `g${row % 3}`),
    );
    const table = tableOf(x, price, kind, groups);
    const tasks = [regression('price'), classification('kind', ['a', 'b'])];
    const spec = specOf(table, tasks);
    const split = { ...spec.split, kind: 'group' as const, column: 'group', splits: 10 };
    const roles = { ...spec.roles, group: 'ignore' as const };
    const found = findStudyProblems(factsOf(table, { ...spec, roles, split }));
    expect(found).toContainEqual(expect.objectContaining({ code: 'repeated-test-rows', severity: 'warning' }));
    const random = { ...spec.split, kind: 'random' as const, column: null, splits: 10 };
    const fresh = findStudyProblems(factsOf(table, { ...spec, roles, split: random }));
    expect(fresh.map(({ code }) => code)).not.toContain('repeated-test-rows');
  });
});

function memoryMessages(memory: MemoryNeed | null): [string, string][] {
  const table = tableOf(numbers('x', [1, 2, 3]), numbers('y', [1, 2, 3]));
  const found = findTrainingProblems(factsOf(table, specOf(table, [regression('y')]), { memory }));
  return found.flatMap(({ severity, code, message }): [string, string][] =>
    ['too-much-memory', 'fewer-trainers'].includes(code) ? [[severity, message]] : [],
  );
}

describe('the memory that a study needs', () => {
  it('is no problem where it is there, or not known', () => {
    expect(memoryMessages(null)).toEqual([]);
    const there = { neededBytes: 8e9, wantedBytes: 8e9, limitBytes: 8e9, trainers: 2, wanted: 2 };
    expect(memoryMessages(there)).toEqual([]);
  });

  it('refuses the study with what it needs, what is there and what to do', () => {
    const memory = { neededBytes: 40e9, wantedBytes: 70e9, limitBytes: 16e9, trainers: 1, wanted: 2 };
    expect(memoryMessages(memory)).toEqual([
      ['error', expect.stringContaining('about 40 GB of memory and 16 GB are there') as string],
    ]);
    expect(memoryMessages(memory)[0]?.[1]).toContain('use narrower layers');
  });

  it('tells of the trainers that have to wait', () => {
    expect(memoryMessages({ neededBytes: 11e9, wantedBytes: 20e9, limitBytes: 16e9, trainers: 1, wanted: 2 })).toEqual([
      ['note', expect.stringMatching(/2 trainers .* 20 GB .* 16 GB are there; .* by 1 trainer, /) as string],
    ]);
  });
});
