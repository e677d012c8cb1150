import { describe, expect, it } from 'vitest';
import { openEngine } from '../../../src-main/core/engine/open-engine.ts';
import type { ColumnEncoding } from '../../../src-main/contract/input-setting.ts';
import { encodeTable } from '../../../src-main/core/prepare/encode-table.ts';
import { fitPreparation } from '../../../src-main/core/prepare/fit-preparation.ts';
import { splitRows } from '../../../src-main/core/prepare/split-rows.ts';
import { writeImageText } from '../../../src-main/core/table/image.ts';
import type { TableColumn } from '../../../src-main/core/table/table.ts';
import { uniformAt } from '../../../src-main/core/util/hash.ts';
import { classification, dates, labels, numbers, regression, specOf, tableOf } from '../prepare/tables.ts';
import { arm, type SyntheticStudy } from '../../helper/study.ts';
import { trainCollecting, type TrainingResult } from '../../helper/training.ts';

const rowCount = 90;
/** Compiling on a busy machine takes its time. */
const compileMs = 240_000;
const draw = (stream: number, row: number): number => uniformAt(5, stream, row);
const rows = Array.from({ length: rowCount }, (_, row) => row);

/** Words whose presence decides the targets, among others that say nothing. */
const texts = rows.map((row) => {
  if (row % 11 === 5) return null;
  const filler = ['the', 'pump', 'ran', 'today', 'again', 'slow', 'oil'].filter((_, place) => draw(place, row) < 0.5);
  return [...filler, draw(9, row) < 0.5 ? 'loud noise' : 'quiet', `serial${row}`].join(' ');
});
const kinds = rows.map((row) => (row % 13 === 0 ? null : `k${Math.floor(60 * draw(20, row) ** 2)}`));

const columns: Readonly<Record<string, TableColumn>> = {
  embedding: labels('kind', kinds),
  'one-hot': labels('kind', kinds),
  calendar: dates(
    'day',
    rows.map((row) => new Date(Date.UTC(2023, 0, 1 + 3 * row, row % 24)).toISOString()),
  ),
  'word-ngrams': labels('text', texts, 'text'),
  'character-ngrams': labels('text', texts, 'text'),
  'word-vectors': labels('text', texts, 'text'),
  vector: vectors((row) => [0, 1, 2, 3].map((place) => draw(40 + place, row))),
  'unit-vector': vectors((row) => [0, 1, 2, 3].map((place) => draw(40 + place, row) - 0.5)),
  pixels: vectors((row) => picture(row).map((value) => value / 255)),
  image: {
    type: 'image',
    name: 'image',
    codes: Int32Array.from(rows, (row) => (row % 17 === 4 ? -1 : row)),
    labels: rows.map((row) =>
      writeImageText({ height: 6, width: 5, channels: 1, values: Uint8Array.from(picture(row)) }),
    ),
  },
};

function vectors(values: (row: number) => number[]): TableColumn {
  const texts = rows.map((row) => JSON.stringify(values(row)));
  return {
    type: 'vector',
    name: 'vector',
    codes: Int32Array.from(rows, (row) => (row % 19 === 6 ? -1 : row)),
    labels: texts,
  };
}

/** 6 x 5 pixels: noise, with a bright corner where the text says loud. */
function picture(row: number): number[] {
  const isLoud = texts[row]?.includes('loud') === true;
  return Array.from({ length: 30 }, (_, place) =>
    Math.round(90 * draw(60 + place, row) + (isLoud && place % 5 < 2 && place < 15 ? 150 : 0)),
  );
}

const settings: Readonly<Record<string, ColumnEncoding>> = {
  embedding: { kind: 'embedding', dimension: 5 },
  'one-hot': { kind: 'one-hot' },
  calendar: { kind: 'calendar', parts: ['trend', 'month', 'weekday', 'hour'] },
  'word-ngrams': { kind: 'word-ngrams', least: 1, most: 2, dimension: 32 },
  'character-ngrams': { kind: 'character-ngrams', least: 2, most: 3, dimension: 32 },
  'word-vectors': { kind: 'word-vectors', dimension: 6, vocabulary: 12, words: 8 },
  vector: { kind: 'vector' },
  'unit-vector': { kind: 'unit-vector' },
  pixels: { kind: 'pixels', height: 5, width: 6, channels: 1, channelsFirst: false, filters: 4, layers: 2 },
  image: { kind: 'image', filters: 4, layers: 2 },
};

/** A small study of two tasks whose inputs are a number with gaps and the given columns. */
function studyWith(names: readonly string[], arms = [arm('equal'), arm('pcgrad')]): SyntheticStudy {
  const signal = rows.map(
    (row) => (texts[row]?.includes('loud') === true ? 1 : 0) + (kinds[row]?.length === 2 ? 1 : 0),
  );
  const chosen = names.map((name): TableColumn => ({ ...(columns[name] as TableColumn), name }));
  const table = tableOf(
    numbers(
      'x',
      rows.map((row) => (row % 7 === 3 ? null : draw(30, row))),
    ),
    ...chosen,
    numbers(
      'price',
      rows.map((row) => 10 + 3 * (signal[row] ?? 0) + draw(31, row)),
    ),
    labels(
      'fails',
      rows.map((row) => ((signal[row] ?? 0) + 0.4 * draw(32, row) > 0.7 ? 'yes' : 'no')),
    ),
  );
  const base = specOf(table, [regression('price'), classification('fails', ['no', 'yes'])]);
  const spec = {
    ...base,
    split: { ...base.split, splits: 2 },
    inputs: { encodings: Object.fromEntries(names.map((name) => [name, settings[name] as ColumnEncoding])) },
    network: { ...base.network, widths: [8, 6] },
    training: { ...base.training, epochs: 3, batchSize: 32, weightDecay: 0.01 },
    arms,
  };
  return { spec, encoding: encodeTable(table, spec), splits: splitRows(table, spec) };
}

function assertAlike(result: TrainingResult, expected: TrainingResult, tolerance: number): void {
  expect(result.runs.size).toBe(expected.runs.size);
  for (const [key, curve] of expected.curves) {
    curve.validationLoss.flat().forEach((loss, index) => {
      const other = result.curves.get(key)?.validationLoss.flat()[index] ?? Number.NaN;
      if (Number.isNaN(loss)) expect(other).toBeNaN();
      else expect(Math.abs(other - loss), `${key} ${index}`).toBeLessThan(tolerance * Math.max(1, Math.abs(loss)));
    });
  }
  for (const [key, run] of expected.runs) {
    expect(run.status).toBe('completed');
    expect(result.runs.get(key)?.bestEpoch).toBe(run.bestEpoch);
  }
}

describe.each([
  ...Object.keys(settings).map((name) => [name]),
  ['image', 'one-hot', 'calendar', 'word-ngrams', 'word-vectors', 'unit-vector'],
])('an encoder of %s', (...names) => {
  it(
    'gives the same training in every engine',
    async () => {
      const study = studyWith(names);
      const eager = await trainCollecting(study, (await openEngine('eager')).engine);
      for (const kind of ['graph', 'direct', 'xla', 'wasm'] as const) {
        assertAlike(await trainCollecting(study, (await openEngine(kind)).engine), eager, 1e-4);
      }
    },
    compileMs,
  );
});

describe('an encoder fitted on training rows', () => {
  it('gives texts of the same training rows the same weights, whatever the other rows say', () => {
    const study = studyWith(['word-ngrams', 'word-vectors', 'embedding']);
    const train = (study.splits[0] as SyntheticStudy['splits'][number]).train;
    const held = rows.filter((row) => !train.includes(row));
    // the held rows change places: which labels and words there are is no secret, where they stand is
    const inputs = study.encoding.inputs.slice();
    const width = study.encoding.features.length;
    held.forEach((row, index) => {
      const other = held[(index + 1) % held.length] as number;
      inputs.set(study.encoding.inputs.subarray(other * width, (other + 1) * width), row * width);
    });
    const before = fitPreparation(study.encoding, train);
    expect(fitPreparation({ ...study.encoding, inputs }, train)).toEqual(before);
    expect([...before.lookup].some((slot) => slot > 1)).toBe(true);
  });

  it('weighs n-grams by inverse document frequency and leaves out what no training row has', () => {
    const study = studyWith(['word-ngrams']);
    const train = (study.splits[0] as SyntheticStudy['splits'][number]).train;
    const { inverseScale } = fitPreparation(study.encoding, train);
    const width = study.encoding.features.length;
    study.encoding.features.forEach((feature, position) => {
      if (feature.kind !== 'count') return;
      const found = train.filter((row) => study.encoding.inputs[row * width + position] !== 0).length;
      const expected = found === 0 ? 0 : Math.log((1 + train.length) / (1 + found)) + 1;
      expect(inverseScale[position]).toBeCloseTo(expected, 5);
    });
  });

  it('standardizes pixels by the channel, over the pictures of the training rows alone', () => {
    const study = studyWith(['image']);
    const { splits, encoding } = study;
    const train = (splits[0] as SyntheticStudy['splits'][number]).train;
    const { mean, inverseScale, fill } = fitPreparation(encoding, train);
    const pixels = [...train].flatMap((row) => (row % 17 === 4 ? [] : picture(row))).map((value) => value / 255);
    const average = pixels.reduce((sum, value) => sum + value, 0) / pixels.length;
    const spread = Math.sqrt(pixels.reduce((sum, value) => sum + (value - average) ** 2, 0) / pixels.length);
    encoding.features.forEach((feature, position) => {
      if (feature.kind !== 'pixel') return;
      expect(mean[position]).toBeCloseTo(average, 5);
      expect(fill[position]).toBeCloseTo(average, 5);
      expect(inverseScale[position]).toBeCloseTo(1 / spread, 3);
    });
  });

  it.each([[['word-vectors', 'embedding']], [['image', 'embedding']]])(
    'learns from %s what tells the targets',
    async (names) => {
      const study = studyWith(names, [arm('equal')]);
      const longer = { ...study.spec, training: { ...study.spec.training, epochs: 60, learningRate: 0.03 } };
      const { curves } = await trainCollecting({ ...study, spec: longer }, (await openEngine('graph')).engine);
      const losses = curves.get('equal 0/0')?.trainLoss ?? [];
      expect(losses[0]?.[0]).toBeGreaterThan(0.6);
      expect(losses[59]?.[0]).toBeLessThan(0.2);
      expect(losses[59]?.[1]).toBeLessThan(0.2);
    },
  );

  it('tells labels apart only where training rows have them', async () => {
    const study = studyWith(['embedding'], [arm('equal')]);
    const split = study.splits[0] as SyntheticStudy['splits'][number];
    const { groups, features, inputs, rowCount: count } = study.encoding;
    const group = groups?.find(({ kind }) => kind === 'embedding');
    if (group === undefined || !('codes' in group)) throw new Error('no embedding');
    const { lookup } = fitPreparation(study.encoding, split.train);
    const shared = [...lookup].flatMap((slot, code) => (slot === 0 && code > 0 ? [code] : []));
    expect(shared.length).toBeGreaterThan(3);
    // every held row of a label that has no vector of its own gets another such label
    const changed = inputs.slice();
    const held = rows.filter((row) => !split.train.includes(row));
    let moved = 0;
    for (const row of held) {
      const place = row * features.length + group.first;
      const at = shared.indexOf(inputs[place] as number);
      if (at < 0) continue;
      changed[place] = shared[(at + 1) % shared.length] as number;
      moved += 1;
    }
    expect(moved).toBeGreaterThan(2);
    expect(count).toBe(rowCount);
    const engine = (await openEngine('graph')).engine;
    const only = { ...study, splits: [split], spec: { ...study.spec, split: { ...study.spec.split, splits: 1 } } };
    const before = await trainCollecting(only, engine);
    const after = await trainCollecting({ ...only, encoding: { ...study.encoding, inputs: changed } }, engine);
    expect([...after.runs].sort()).toEqual([...before.runs].sort());
  });
});
