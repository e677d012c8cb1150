import type { ColumnType, ImportWarning } from '../../contract/dataset.ts';
import type { ColumnSummary } from '../../core/table/describe-column.ts';
import { parseColumn, type ParsedColumn, type ParseSettings } from '../../core/table/parse-column.ts';
import type { TableColumn } from '../../core/table/table.ts';
import { toDictionary, withoutLabels, type TextDictionary } from '../../core/table/text-dictionary.ts';
import { parseVector } from '../../core/table/vector.ts';
import { excerpt } from './bad-file.ts';
import type { RawValues } from './raw-column.ts';
import { sentinelWarnings } from './sentinel.ts';
import type { DescribedColumn } from './type-request.ts';

export interface TypeSettings extends ParseSettings {
  readonly missingTokens: ReadonlySet<string>;
  readonly rowInFile: (index: number) => number;
}

export interface TypedColumn {
  readonly column: TableColumn;
  /** Whether the raw column holds these very values. */
  readonly isRaw: boolean;
  /** The description of the column with its summary. */
  readonly describe: (summary: ColumnSummary) => DescribedColumn;
}

/** Types whose values are the texts themselves. */
const keepsTexts: ReadonlySet<ColumnType> = new Set(['categorical', 'text', 'vector', 'image']);

/** Types a column of texts. */
function typeTexts(name: string, raw: TextDictionary, settings: TypeSettings): TypedColumn {
  const texts = withoutLabels(raw, createMissingTest(settings.missingTokens));
  const parsed = parseColumn(name, texts, settings);
  const isRaw = texts === raw && keepsTexts.has(parsed.column.type) && parsed.nonconforming.count === 0;
  return toTyped(parsed, settings, isRaw);
}

/** Whether a text means missing; spaces around it do not count. */
function createMissingTest(tokens: ReadonlySet<string>): (text: string) => boolean {
  const longest = [...tokens].reduce((length, token) => Math.max(length, token.length), 0);
  return (text) =>
    text.length > longest && isPlain(text.charCodeAt(0)) && isPlain(text.charCodeAt(text.length - 1))
      ? false
      : tokens.has(text.trim());
}

/** Whether a character is surely no space. */
function isPlain(code: number): boolean {
  return code > 32 && code < 128;
}

/** Types a column as the raw file holds it. */
export function typeRaw(name: string, raw: RawValues, settings: TypeSettings): TypedColumn {
  if ('texts' in raw) return typeTexts(name, raw.texts, settings);
  return typeNumbers(name, raw.values, raw.isFinite === true, settings);
}

/** Types a column that holds numbers in the file; NaN is missing. */
function typeNumbers(name: string, values: Float64Array, isFinite: boolean, settings: TypeSettings): TypedColumn {
  if (settings.type !== undefined && settings.type !== 'numeric') {
    const texts = Array.from(values, (value) => (Number.isNaN(value) ? null : String(value)));
    const parsed = parseColumn(name, toDictionary(texts), { ...settings, parseNumber: Number });
    return toTyped({ ...parsed, keptAsCode: null }, settings, false);
  }
  let misfits = 0;
  let present = 0;
  const examples: { index: number; value: string }[] = [];
  for (let index = isFinite ? values.length : 0; index < values.length; index += 1) {
    const value = values[index] as number;
    if (Number.isFinite(value)) present += 1;
    else if (!Number.isNaN(value)) {
      misfits += 1;
      if (examples.length < 5) examples.push({ index, value: String(value) });
      values[index] = Number.NaN;
    }
  }
  const inferred: ColumnType = 'numeric';
  const parsed: ParsedColumn = {
    column: { name, type: inferred, values },
    inferredType: inferred,
    typeConfidence: present + misfits === 0 ? 1 : present / (present + misfits),
    nonconforming: { count: misfits, examples },
    keptAsCode: null,
    ambiguousDates: false,
  };
  return toTyped(parsed, settings, misfits === 0);
}

function toTyped(parsed: ParsedColumn, settings: TypeSettings, isRaw: boolean): TypedColumn {
  return { column: parsed.column, isRaw, describe: (summary) => describeTyped(parsed, settings, summary) };
}

function describeTyped(parsed: ParsedColumn, settings: TypeSettings, summary: ColumnSummary): DescribedColumn {
  const { count, examples } = parsed.nonconforming;
  return {
    description: {
      ...summary,
      flags: count > 0 ? [...summary.flags, 'nonconforming'] : summary.flags,
      inferredType: parsed.inferredType,
      typeConfidence: parsed.typeConfidence,
      nonconforming: {
        count,
        examples: examples.map(({ index, value }) => ({ row: settings.rowInFile(index), dataRow: index + 1, value })),
      },
    },
    warnings: [
      ...columnWarnings(parsed, settings),
      ...sentinelWarnings(parsed.column, summary, settings.missingTokens),
    ],
  };
}

function columnWarnings(
  { column, nonconforming, keptAsCode, ambiguousDates }: ParsedColumn,
  { rowInFile }: TypeSettings,
): ImportWarning[] {
  const warnings: ImportWarning[] = [];
  const first = nonconforming.examples[0];
  if (first !== undefined) {
    const row = rowInFile(first.index);
    warnings.push({
      code: 'nonconforming',
      message:
        `column '${column.name}': ${sayMisfits(nonconforming.count, column)} read as missing, ` +
        `the first in row ${row}: ${excerpt(first.value)}${sayLength(first.value, column)}; change the column's type or the missing tokens if they matter`,
      row,
      column: column.name,
      count: nonconforming.count,
    });
  }
  if (keptAsCode !== null) {
    warnings.push({
      code: 'kept-as-code',
      message: `column '${column.name}' holds codes such as ${keptAsCode}, which a number would change; it is kept as labels`,
      column: column.name,
    });
  }
  if (ambiguousDates) {
    warnings.push({
      code: 'ambiguous-dates',
      message: `column '${column.name}': day and month cannot be told apart; dates are read day first`,
      column: column.name,
    });
  }
  return warnings;
}

function sayMisfits(count: number, { type }: TableColumn): string {
  return count === 1 ? `one value is not ${type} and is` : `${count} values are not ${type} and are`;
}

/** How long the vector is that is not as long as the others. */
function sayLength(value: string, column: TableColumn): string {
  if (column.type !== 'vector') return '';
  const [length, usual] = [value, column.labels[0] ?? ''].map((text) => parseVector(text)?.length ?? 0);
  return length === 0 || length === usual ? '' : `, ${length} numbers where the others have ${usual}`;
}
