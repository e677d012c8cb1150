import type { ArmImportance } from '../../../src-main/contract/importance.ts';
import type { ArmSpec, StudySpec } from '../../../src-main/contract/study.ts';
import { measureImportance } from '../../../src-main/core/importance/measure-importance.ts';
import { encodeTable } from '../../../src-main/core/prepare/encode-table.ts';
import { splitRows } from '../../../src-main/core/prepare/split-rows.ts';
import type { Table } from '../../../src-main/core/table/table.ts';
import type { TrainedRun } from '../../../src-main/core/trained/trained-runs.ts';
import { uniformAt } from '../../../src-main/core/util/hash.ts';
import { arm, type SyntheticStudy } from '../../helper/study.ts';
import type { TrainingResult } from '../../helper/training.ts';
import { materialOf } from '../alternative/train-alternatives.ts';
import { booleans, classification, dates, labels, numbers, regression, specOf, tableOf } from '../prepare/tables.ts';

const rows = Array.from({ length: 160 }, (_, row) => row);
const draw = (stream: number, row: number): number => uniformAt(17, stream, row);
const site = (row: number): string => `s${Math.floor(6 * draw(2, row))}`;

/**
 * `cause` alone decides the number and the class; `site` alone, as indicators, decides the tone. One input of every kind
 * besides says nothing, and `fixed` never changes.
 */
export function makeImportanceTable(): Table {
  return tableOf(
    numbers(
      'cause',
      rows.map((row) => draw(1, row)),
    ),
    labels('site', rows.map(site)),
    numbers(
      'fixed',
      rows.map(() => 4),
    ),
    numbers(
      'noise',
      rows.map((row) => (row % 9 === 2 ? null : draw(3, row))),
    ),
    dates(
      'day',
      rows.map((row) => new Date(Date.UTC(2024, 0, 1 + Math.floor(300 * draw(4, row)))).toISOString()),
    ),
    labels(
      'text',
      rows.map((row) => (draw(5, row) < 0.5 ? 'red pump oil' : 'blue valve')),
      'text',
    ),
    labels(
      'embedded',
      rows.map((row) => (row % 13 === 4 ? null : `e${Math.floor(9 * draw(6, row))}`)),
    ),
    booleans(
      'flag',
      rows.map((row) => draw(7, row) < 0.5),
    ),
    numbers(
      'price',
      rows.map((row) => 10 + 8 * draw(1, row)),
    ),
    labels(
      'high',
      rows.map((row) => (draw(1, row) > 0.5 ? 'yes' : 'no')),
    ),
    labels(
      'tone',
      rows.map((row) => ['low', 'middle', 'high'][Number(site(row).slice(1)) % 3] ?? 'low'),
    ),
  );
}

/** A study of that table in which every input is of another kind. */
export function makeImportanceStudy(arms: readonly ArmSpec[] = [arm('equal')]): SyntheticStudy {
  const table = makeImportanceTable();
  const base = specOf(table, [
    regression('price'),
    classification('high', ['no', 'yes']),
    classification('tone', ['low', 'middle', 'high']),
  ]);
  const spec: StudySpec = {
    ...base,
    split: { ...base.split, splits: 2 },
    seeds: 2,
    inputs: {
      encodings: {
        day: { kind: 'calendar', parts: ['trend', 'month'] },
        text: { kind: 'word-ngrams', least: 1, most: 2, dimension: 16 },
        embedded: { kind: 'embedding', dimension: 3 },
      },
    },
    network: { ...base.network, widths: [16, 8] },
    training: { ...base.training, epochs: 40, batchSize: 32 },
    arms: [...arms],
  };
  return { spec, encoding: encodeTable(table, spec), splits: splitRows(table, spec) };
}

export function runsOf(result: TrainingResult, armId: string): TrainedRun[] {
  return [...result.runs.values()].filter((run) => run.arm === armId);
}

/** Measures to the end. */
export function measure(study: SyntheticStudy, runs: readonly TrainedRun[], task: number, repeats = 5): ArmImportance {
  const work = measureImportance({ material: materialOf(study), task, repeats, runs });
  for (;;) {
    const turn = work.next();
    if (turn.done === true) return turn.value;
  }
}

/** The mean drop of each input over the runs. */
export function meanDrops({ inputs, runs }: ArmImportance): Record<string, number> {
  return Object.fromEntries(
    inputs.map(({ column }, position) => [
      column,
      runs.reduce((sum, run) => sum + (run.drops[position] as number), 0) / runs.length,
    ]),
  );
}
