import type { CodedGroup, Encoding, FeatureGroup, Preparation } from '../prepare/prepared.ts';

/** Prepared inputs of some rows, row-major [rows, columns]; what is coded has a column for each slot. */
export interface DesignMatrix {
  readonly values: Float64Array;
  readonly rows: number;
  readonly columns: number;
}

/**
 * The rows as a network sees them after preparation, with labels as indicators and words as their shares of the text: what a
 * linear model or a tree can read.
 */
export function designMatrix(encoding: Encoding, preparation: Preparation, rows: Int32Array): DesignMatrix {
  const groups = encoding.groups ?? [];
  const width = encoding.features.length;
  const plain = width - groups.reduce((total, group) => total + group.width, 0);
  const columns = groups.reduce((total, group) => total + columnsOf(group), plain);
  const values = new Float64Array(rows.length * columns);
  rows.forEach((row, position) => {
    const start = position * columns;
    for (let feature = 0; feature < plain; feature += 1) {
      values[start + feature] = preparedValue(encoding, preparation, row, feature);
    }
    let first = plain;
    for (const group of groups) {
      const target = values.subarray(start + first, start + first + columnsOf(group));
      if ('codes' in group) {
        countSlots(target, encoding.inputs.subarray(row * width + group.first), group, preparation);
      } else {
        for (let place = 0; place < group.width; place += 1) {
          target[place] = preparedValue(encoding, preparation, row, group.first + place);
        }
        if (group.kind === 'unit') toUnitLength(target);
      }
      first += columnsOf(group);
    }
  });
  return { values, rows: rows.length, columns };
}

function columnsOf(group: FeatureGroup): number {
  return 'codes' in group ? group.slots : group.width;
}

function preparedValue(encoding: Encoding, preparation: Preparation, row: number, feature: number): number {
  const cell = row * encoding.features.length + feature;
  const isPresent = encoding.present === null || encoding.present[cell] === 1;
  const raw = (isPresent ? encoding.inputs[cell] : preparation.fill[feature]) as number;
  return (raw - (preparation.mean[feature] as number)) * (preparation.inverseScale[feature] as number);
}

function toUnitLength(values: Float64Array): void {
  const length = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
  if (length > 0) values.forEach((value, place) => (values[place] = value / length));
}

/** One at the slot of a label; of a text, the share of its words in each slot, where slot 0 is no word. */
function countSlots(target: Float64Array, codes: Float32Array, group: CodedGroup, { lookup }: Preparation): void {
  const slots = Array.from(codes.subarray(0, group.width), (code) => lookup[code] as number);
  const counted = group.kind === 'words' ? slots.filter((slot) => slot > 0) : slots;
  for (const slot of counted) target[slot] = (target[slot] as number) + 1 / counted.length;
}
