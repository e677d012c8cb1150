import { countLabels, sortLabels } from '../table/cell.ts';
import type { CodeColumn } from '../table/table.ts';
import type { EncodedColumn, EncodedGroup } from './encoded-column.ts';
import type { EncodingNote } from './prepared.ts';

/** Labels that get a feature of their own; rarer ones share one. Above it the usual encoding is a learned embedding. */
export const labelLimit = 50;
/** Labels that get a learned vector of their own. */
const vectorLimit = 20_000;
const largestDimension = 50;

/** Width of a learned vector for so many labels: 1.6 n^0.56, at most 50 (the rule of Howard and Gugger, 2020). */
export function embeddingDimension(labels: number): number {
  return Math.max(1, Math.min(largestDimension, Math.ceil(1.6 * labels ** 0.56)));
}

/** Labels one-hot: a feature for each of the most frequent in training rows, one that the others share, one for missing. */
export function encodeOneHot(column: CodeColumn): EncodedColumn {
  const { values, labels, missing } = labelCodes(column);
  const kept = Math.min(labels, labelLimit);
  const group: EncodedGroup['group'] = {
    kind: 'one-hot',
    column: column.name,
    width: 1,
    codes: labels + 1,
    slots: 1 + kept + Number(missing),
    missing,
  };
  const notes: EncodingNote[] = [];
  if (labels > labelLimit) {
    notes.push({
      code: 'labels-grouped',
      column: column.name,
      message: `column '${column.name}' has ${labels} labels; beyond the ${labelLimit} most frequent in the training rows they share one feature`,
    });
  }
  return { features: [], groups: [{ group, values }], notes };
}

/** Labels as learned vectors; labels that are rare or absent in the training rows share one. */
export function encodeEmbedding(column: CodeColumn, dimension: number | null): EncodedColumn {
  const { values, labels, missing } = labelCodes(column);
  const group: EncodedGroup['group'] = {
    kind: 'embedding',
    column: column.name,
    width: 1,
    codes: labels + 1,
    slots: 1 + Math.min(labels, vectorLimit) + Number(missing),
    missing,
    dimension: dimension ?? embeddingDimension(labels),
  };
  return { features: [], groups: [{ group, values }], notes: [] };
}

/** The labels that occur in a column, in the order of their codes. */
export function knownLabels(column: CodeColumn): string[] {
  return sortLabels(countLabels(column).keys());
}

/** 0 for missing, then 1 for the first label: in the order of labels, not of rows, so that the order of rows decides nothing. */
function labelCodes(column: CodeColumn): { values: Float32Array; labels: number; missing: boolean } {
  const labels = knownLabels(column);
  const codeOf = new Map(labels.map((label, index) => [label, index + 1]));
  const codes = column.labels.map((label) => codeOf.get(label) ?? 0);
  let missing = false;
  const values = Float32Array.from(column.codes, (code) => {
    if (code < 0) missing = true;
    return code < 0 ? 0 : (codes[code] ?? 0);
  });
  return { values, labels: labels.length, missing };
}
