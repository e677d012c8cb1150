import type { Steps } from '../util/steps.ts';
import type { CodedGroup, Encoding } from './prepared.ts';

/** Labels in fewer training rows than this share slot 0 with those that are absent there: one row teaches nothing of a label. */
export const leastRows = 2;

/** The slot of every code of every group, from the training rows alone. */
export function* fitLookup(encoding: Encoding, trainRows: Int32Array): Steps<Int32Array> {
  const groups = (encoding.groups ?? []).filter((group) => 'codes' in group);
  const lookup = new Int32Array(groups.reduce((sum, group) => sum + group.codes, 0));
  for (const group of groups) {
    const slots = fitSlots(group, countRows(encoding, group, trainRows));
    lookup.set(slots, group.firstCode);
    yield;
  }
  return lookup;
}

/** Training rows in which each code of the group occurs. */
function countRows(encoding: Encoding, group: CodedGroup, rows: Int32Array): Int32Array {
  const width = encoding.features.length;
  const counts = new Int32Array(group.codes);
  const lastRow = new Int32Array(group.codes).fill(-1);
  for (const row of rows) {
    const first = row * width + group.first;
    for (let position = 0; position < group.width; position += 1) {
      const code = (encoding.inputs[first + position] ?? 0) - group.firstCode;
      if (lastRow[code] === row) continue;
      lastRow[code] = row;
      counts[code] = (counts[code] ?? 0) + 1;
    }
  }
  return counts;
}

/** One slot for all that is rare; the most frequent labels have one each, in the order of labels. */
function fitSlots(group: CodedGroup, counts: Int32Array): Int32Array {
  const isText = group.kind === 'words';
  const shared = isText ? 1 : 0;
  const reserved = isText ? 2 : 1;
  const missing = !isText && group.missing;
  const own = group.slots - 1 - shared - Number(missing);
  const frequent = Array.from({ length: group.codes - reserved }, (_, index) => index + reserved).filter(
    (code) => (counts[code] ?? 0) >= leastRows,
  );
  const kept = frequent
    .sort((one, other) => (counts[other] ?? 0) - (counts[one] ?? 0) || one - other)
    .slice(0, own)
    .sort((one, other) => one - other);
  const slots = new Int32Array(group.codes).fill(shared);
  kept.forEach((code, index) => {
    slots[code] = shared + 1 + index;
  });
  if (isText) slots[0] = 0;
  else if (missing && (counts[0] ?? 0) >= leastRows) slots[0] = group.slots - 1;
  return slots;
}
