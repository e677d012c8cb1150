import type { ImportOptions, ImportWarning, ResolvedImportOptions } from '../../../contract/dataset.ts';
import { resolveOptions, type RawTable } from '../raw-table.ts';
import type { CollectedRecords } from './record-collector.ts';

/** The table of collected records. */
export function toRawTable(
  collected: CollectedRecords,
  options: ImportOptions,
  found: Partial<ResolvedImportOptions> & Pick<ResolvedImportOptions, 'format'>,
  warnings: readonly ImportWarning[],
): RawTable {
  const { decimalMark, thousandsMark } = collected.detector.decide(',', options);
  return {
    columns: collected.columns,
    relation: collected.relation,
    rowCount: collected.rows.length,
    rowInFile: (index) => collected.rows[index] ?? 0,
    options: resolveOptions(options, { ...found, decimalMark, thousandsMark }),
    warnings: [...warnings, ...collected.warnings],
  };
}

export function notNumbersWarning(count: number): ImportWarning[] {
  if (count === 0) return [];
  return [
    { code: 'not-numbers', message: `${count} values NaN or Infinity, which JSON has not, are read as missing`, count },
  ];
}
