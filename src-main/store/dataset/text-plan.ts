import type { ImportOptions, ImportWarning, ResolvedImportOptions } from '../../contract/dataset.ts';
import type { DetectedNumberFormat } from '../../core/table/number-format.ts';
import type { FoundDialect } from './dialect.ts';
import type { FoundEncoding } from './encoding.ts';
import { resolveOptions } from './raw-table.ts';

/** How a text file is to be read, from its beginning and what was given. */
export interface TextPlan extends FoundEncoding {
  readonly dialect: FoundDialect;
  readonly missingTokens: string[];
  readonly header: boolean;
  /** The first records, the header among them. */
  readonly records: readonly (readonly string[])[];
}

/** The plan and the number format as resolved options. */
export function textOptions(
  options: ImportOptions,
  { encoding, dialect, header, missingTokens }: TextPlan,
  { decimalMark, thousandsMark }: DetectedNumberFormat,
): ResolvedImportOptions {
  return resolveOptions(options, {
    format: 'delimited',
    encoding,
    delimiter: dialect.delimiter,
    quote: dialect.quote,
    header,
    decimalMark,
    thousandsMark,
    missingTokens,
    skipRows: dialect.skipRows,
  });
}

/** Told of a preview that did not read all rows. */
export function sampledWarning(rows: number): ImportWarning {
  return { code: 'preview-sampled', message: `the preview shows the first ${rows} rows; the import reads all` };
}

/** What was found in a text file and what was guessed. */
export function textWarnings(
  { guessed, dialect }: TextPlan,
  options: ImportOptions,
  format: DetectedNumberFormat,
): ImportWarning[] {
  const warnings: ImportWarning[] = [];
  if (guessed) {
    warnings.push({
      code: 'encoding-guessed',
      message:
        'the bytes are no UTF-8 and were read as windows-1252; check letters with accents, or choose the encoding',
    });
  }
  if (options.skipRows === 'auto' && dialect.skipRows > 0) {
    warnings.push({
      code: 'preamble-skipped',
      message: `the first ${dialect.skipRows} rows are no part of the table and were skipped`,
      row: 1,
      count: dialect.skipRows,
    });
  }
  if (format.ambiguousExample !== null) {
    const reading = format.decimalMark === ',' ? 'a decimal comma' : 'a thousands mark';
    warnings.push({
      code: 'ambiguous-number-format',
      message: `numbers like ${format.ambiguousExample} were read with ${reading}; set the decimal mark if that is wrong`,
    });
  }
  return warnings;
}
