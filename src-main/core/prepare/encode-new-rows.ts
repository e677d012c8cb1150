import { AppError } from '../../contract/error.ts';
import type { ColumnEncoding } from '../../contract/input-setting.ts';
import { isMissing } from '../table/cell.ts';
import { findColumn, type CodeColumn, type NumberColumn, type Table, type TableColumn } from '../table/table.ts';
import { parseVector } from '../table/vector.ts';
import { encodeFeature } from './encode-feature.ts';
import { encodeGroup } from './encode-group.ts';
import { knownLabels } from './encode-labels.ts';
import type { EncodedSettings } from './encode-table.ts';
import { encodeNewWords } from './encode-words.ts';
import { missingName, type EncodedColumn } from './encoded-column.ts';
import { encodingOf } from './encoding-choice.ts';
import { groupsByColumn } from './input-group.ts';
import type { Encoding, Feature, FeatureGroup, Preparation } from './prepared.ts';
import { vectorsOfColumns, vectorsOfTexts } from './vector-source.ts';

const millisecondsPerDay = 86_400_000;

/** Rows that a study has never seen, as its networks take them. */
export interface NewRows {
  readonly encoding: Encoding;
  /** What was fitted for the study's own rows, for these: labels that nobody knew take the place of rare ones. */
  adapt(preparation: Preparation): Preparation;
}

/**
 * Rows of another table with the same input columns as the features and groups of a study's encoding: the same places, labels,
 * words and offsets, whatever else the new rows hold. Targets have no labels. Throws AppError `bad-data` where vectors or
 * pictures have another size than the study's.
 */
export function encodeNewRows(
  { table, encoding }: { readonly table: Table; readonly encoding: Encoding },
  spec: EncodedSettings,
  rows: Table,
): NewRows {
  const width = encoding.features.length;
  const inputs = new Float32Array(rows.rowCount * width);
  const present = new Uint8Array(inputs.length).fill(1);
  const groups = widenGroups(encoding.groups ?? []);
  const sources = inputSources(table, spec, rows);
  const sourceOf = (column: string): InputSource => {
    const source = sources.get(column);
    if (source === undefined) throw new Error(`no input ${column}`);
    return source;
  };
  checkSizes(encoding.features, sources);
  const grouped = new Set(
    groups.flatMap(({ first, width: size }) => Array.from({ length: size }, (_, at) => first + at)),
  );
  const lay = (first: number, size: number, values: Float32Array, shown: ((row: number) => boolean) | null): void => {
    for (let row = 0; row < rows.rowCount; row += 1) {
      inputs.set(values.subarray(row * size, (row + 1) * size), row * width + first);
      if (shown?.(row) === false) present.fill(0, row * width + first, row * width + first + size);
    }
  };
  encoding.features.forEach((feature, position) => {
    if (grouped.has(position)) return;
    const { values, shown } = plainValues(feature, sourceOf(feature.column), rows.rowCount);
    lay(position, 1, values, shown);
  });
  groups.forEach((group) => {
    const { values, shown } = groupValues(group, sourceOf(group.column));
    lay(group.first, group.width, values, shown);
  });
  return {
    encoding: {
      ...encoding,
      rowCount: rows.rowCount,
      inputs,
      present: present.includes(0) ? present : null,
      groups,
      targets: encoding.targets.map((target) => ({
        ...target,
        values: new Float32Array(rows.rowCount),
        labelled: new Uint8Array(rows.rowCount),
      })),
    },
    adapt: (preparation) => ({ ...preparation, lookup: widenLookup(preparation.lookup, encoding.groups ?? []) }),
  };
}

/** One input of the study: what it was and what it is now, encoded by the same choice. */
interface InputSource {
  readonly column: TableColumn;
  readonly fresh: TableColumn;
  /** Of the new rows; null where codes follow from the study's labels. */
  readonly encoded: EncodedColumn | null;
  readonly missing: (row: number) => boolean;
  /** Pixels are brought from 0 to 255 to 0 to 1. */
  readonly pixelScale: number;
}

function inputSources(table: Table, spec: EncodedSettings, rows: Table): ReadonlyMap<string, InputSource> {
  const groups = groupsByColumn(table, spec);
  const sources = new Map<string, InputSource>();
  for (const column of table.columns) {
    if (!Object.hasOwn(spec.roles, column.name) || spec.roles[column.name] !== 'input') continue;
    const group = groups.get(column.name);
    if (group === undefined) {
      const fresh = newColumn(rows, column);
      const encoding = encodingOf(column, spec.inputs);
      const isCoded = encoding.kind === 'one-hot' || encoding.kind === 'embedding' || encoding.kind === 'word-vectors';
      sources.set(column.name, {
        column,
        fresh,
        encoded: isCoded ? null : encodeFeature(fresh, encoding),
        missing: (row) => isMissing(fresh, row),
        pixelScale: encoding.kind === 'pixels' ? pixelScale(mostOfTexts(column), mostOfTexts(fresh)) : 1,
      });
      continue;
    }
    if (group.columns[0] !== column.name) continue;
    const before = group.columns.map((name) => findColumn(table, name) as NumberColumn);
    const members = before.map((member) => newColumn(rows, member) as NumberColumn);
    const isPixels = (group.encoding satisfies ColumnEncoding).kind === 'pixels';
    sources.set(group.name, {
      column,
      fresh: members[0] as NumberColumn,
      encoded: encodeGroup(group, members),
      missing: (row) => members.some(({ values }) => !Number.isFinite(Math.fround(values[row] as number))),
      pixelScale: isPixels
        ? pixelScale(
            mostOf(vectorsOfColumns(group.name, before).values),
            mostOf(vectorsOfColumns(group.name, members).values),
          )
        : 1,
    });
  }
  return sources;
}

function newColumn(rows: Table, known: TableColumn): TableColumn {
  const { name, type } = known;
  const column = findColumn(rows, name);
  if (column === undefined) throw new AppError('bad-data', `missing column '${name}', an input of the study; add it`);
  if (column.type === type) return 'codes' in known && 'codes' in column ? withKnownSize(column, known) : column;
  throw new AppError('bad-data', `column '${name}' is ${column.type}, and ${type} in the study; read it as ${type}`);
}

/** Vectors of another length would leave numbers out, or have none for some features. */
function checkSizes(features: readonly Feature[], sources: ReadonlyMap<string, InputSource>): void {
  const isOwn = ({ name, column, kind }: Feature): boolean => kind !== 'indicator' || name !== missingName(column);
  for (const [column, { encoded }] of sources) {
    if (encoded === null) continue;
    const after = encoded.features.filter(({ feature }) => isOwn(feature)).length;
    const grouped = encoded.groups.reduce((sum, { group }) => sum + group.width, 0);
    const before = features.filter((feature) => feature.column === column && isOwn(feature)).length;
    if (after + grouped !== before) throw sizeError(column);
  }
}

/** Vectors and pictures take their size from the first: here it is the study's own, which no row has. */
function withKnownSize(column: CodeColumn, known: CodeColumn): CodeColumn {
  if (column.type !== 'vector' && column.type !== 'image') return column;
  const [first] = known.labels;
  if (first === undefined) return column;
  const length = parseVector(first)?.length;
  const other =
    column.type === 'vector' ? column.labels.find((label) => parseVector(label)?.length !== length) : undefined;
  if (other !== undefined) throw sizeError(column.name);
  return {
    ...column,
    labels: [first, ...column.labels],
    codes: column.codes.map((code) => (code < 0 ? -1 : code + 1)),
  };
}

interface Values {
  readonly values: Float32Array;
  /** Null where every row has one. */
  readonly shown: ((row: number) => boolean) | null;
}

function plainValues(feature: Feature, source: InputSource, rowCount: number): Values {
  const { fresh, encoded, missing } = source;
  if (feature.kind === 'indicator' && feature.name === missingName(feature.column)) {
    return { values: Float32Array.from({ length: rowCount }, (_, row) => Number(missing(row))), shown: null };
  }
  if (feature.kind === 'number' && !('codes' in fresh) && feature.name === feature.column) {
    return numberValues(fresh, feature.offset ?? 0);
  }
  const own = encoded?.features.find((each) => each.feature.name === feature.name);
  if (own === undefined) throw sizeError(feature.column);
  const { values, present } = own;
  return { values, shown: present === null ? null : (row) => present[row] === 1 };
}

/** As the study's numbers are: dates in days, less the study's own offset. */
function numberValues({ type, values }: NumberColumn, offset: number): Values {
  const divisor = type === 'date' ? millisecondsPerDay : 1;
  const scaled = Float32Array.from(values, (value) => value / divisor - offset);
  const shown = (row: number): boolean => Number.isFinite(scaled[row]);
  return { values: scaled.map((value) => (Number.isFinite(value) ? value : 0)), shown };
}

function groupValues(group: FeatureGroup, { column, fresh, encoded, pixelScale: scale }: InputSource): Values {
  if (group.kind === 'words') {
    const codes = encodeNewWords(column as CodeColumn, fresh as CodeColumn, group.width);
    return { values: codes.map((code) => code + group.firstCode), shown: null };
  }
  if ('codes' in group) return { values: labelValues(group, column as CodeColumn, fresh as CodeColumn), shown: null };
  const own = encoded?.groups[0];
  const before = group.kind === 'image' ? `${group.height} ${group.pixelWidth} ${group.channels}` : '';
  const after = own?.group.kind === 'image' ? `${own.group.height} ${own.group.pixelWidth} ${own.group.channels}` : '';
  if (own?.group.kind !== group.kind || own.group.width !== group.width || before !== after)
    throw sizeError(group.column);
  const { values, present } = own;
  const shown = present === undefined ? null : (row: number): boolean => present[row] === 1;
  return { values: scale === 1 ? values : values.map((value) => value * scale), shown };
}

/** The study's code of every label; the last code for one that it has never seen. */
function labelValues(
  group: Extract<FeatureGroup, { readonly codes: number }>,
  column: CodeColumn,
  fresh: CodeColumn,
): Float32Array {
  const codeOf = new Map(knownLabels(column).map((label, index) => [label, index + 1]));
  const codes = fresh.labels.map((label) => codeOf.get(label) ?? group.codes - 1);
  return Float32Array.from(fresh.codes, (code) => group.firstCode + (code < 0 ? 0 : (codes[code] as number)));
}

/** The groups with one code more for labels that the study has never seen. */
function widenGroups(groups: readonly FeatureGroup[]): FeatureGroup[] {
  let nextCode = 0;
  return groups.map((group) => {
    if (!('codes' in group)) return group;
    const firstCode = nextCode;
    const codes = group.codes + 1;
    nextCode += codes;
    return { ...group, firstCode, codes };
  });
}

/** A slot for that code: the one that rare labels and words share. */
function widenLookup(lookup: Int32Array, groups: readonly FeatureGroup[]): Int32Array {
  return Int32Array.from(
    groups.flatMap((group) =>
      'codes' in group
        ? [...lookup.subarray(group.firstCode, group.firstCode + group.codes), group.kind === 'words' ? 1 : 0]
        : [],
    ),
  );
}

function mostOf(values: Float32Array): number {
  return values.reduce((most, value) => Math.max(most, value), 0);
}

function mostOfTexts(column: TableColumn): number {
  return mostOf(vectorsOfTexts(column as CodeColumn).values);
}

/** Grey values up to 255 in the study are so in the new rows too, though all of them may be dark. */
function pixelScale(before: number, after: number): number {
  return before > 1 && after <= 1 ? 1 / 255 : 1;
}

function sizeError(column: string): AppError {
  return new AppError(
    'bad-data',
    `column '${column}' has vectors or pictures of another size than in the study; bring them to the same size`,
    { details: { column } },
  );
}
