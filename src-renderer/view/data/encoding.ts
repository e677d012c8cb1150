import type { ColumnEncoding } from '../../../src-main/contract/input-setting.ts';
import type { StudySpec } from '../../../src-main/contract/study.ts';

/** The settings with this column encoded in this way; null is the usual way of its type. */
export function withEncoding(spec: StudySpec, column: string, encoding: ColumnEncoding | null): StudySpec {
  const others = Object.entries(spec.inputs?.encodings ?? {}).filter(([name]) => name !== column);
  const encodings = Object.fromEntries(encoding === null ? others : [...others, [column, encoding]]);
  return { ...spec, inputs: { ...spec.inputs, encodings } };
}

/** The encoding with one of its numbers changed; null takes the automatic value. */
export function withField(encoding: ColumnEncoding, name: string, value: number | null): ColumnEncoding {
  return { ...encoding, [name]: value } as ColumnEncoding;
}

/** The number that a field of the encoding has now. */
export function fieldValue(encoding: ColumnEncoding, name: string): number | null {
  const value: unknown = Object.entries(encoding).find(([key]) => key === name)?.[1];
  return typeof value === 'number' ? value : null;
}
