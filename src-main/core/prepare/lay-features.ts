import type { Steps } from '../util/steps.ts';
import type { EncodedColumn, EncodedFeature, EncodedGroup } from './encoded-column.ts';
import type { Encoding, Feature, FeatureGroup } from './prepared.ts';

/** Groups of one kind stand side by side, so that a program treats them in one go. */
const order: readonly FeatureGroup['kind'][] = ['one-hot', 'embedding', 'words', 'unit', 'image'];

/** Rows of a group that are laid in one step. */
const stepRows = 20_000;

/** One matrix [N, D] of all columns: features that are taken as they are first, then the groups by kind. */
export function* layFeatures(
  columns: readonly EncodedColumn[],
  rowCount: number,
): Steps<Pick<Encoding, 'features' | 'inputs' | 'present' | 'groups' | 'notes'>> {
  const plain = columns.flatMap((column) => column.features);
  const grouped = columns.flatMap((column) => column.groups);
  const ordered = order.flatMap((kind) => grouped.filter(({ group }) => group.kind === kind));
  const groups = placeGroups(ordered, plain.length);
  const width = plain.length + groups.reduce((sum, group) => sum + group.width, 0);
  const inputs = new Float32Array(rowCount * width);
  for (const [position, { values }] of plain.entries()) {
    for (let row = 0; row < rowCount; row += 1) inputs[row * width + position] = values[row] ?? 0;
    yield;
  }
  for (const [index, { values }] of ordered.entries()) {
    const group = groups[index] as FeatureGroup;
    for (let from = 0; from < rowCount; from += stepRows) {
      layGroup(inputs, width, group, values, from, Math.min(rowCount, from + stepRows));
      yield;
    }
  }
  return {
    features: [...plain.map((item) => item.feature), ...groups.flatMap(featuresOf)],
    inputs,
    present: yield* layPresence(plain, ordered, groups, width, rowCount),
    groups,
    notes: columns.flatMap((column) => column.notes),
  };
}

function placeGroups(ordered: readonly EncodedGroup[], first: number): FeatureGroup[] {
  let next = first;
  let nextCode = 0;
  return ordered.map(({ group }) => {
    const first = next;
    next += group.width;
    if (!('codes' in group)) return { ...group, first };
    const firstCode = nextCode;
    nextCode += group.codes;
    return { ...group, first, firstCode };
  });
}

function layGroup(
  inputs: Float32Array,
  width: number,
  group: FeatureGroup,
  values: Float32Array,
  from: number,
  to: number,
): void {
  const firstCode = 'codes' in group ? group.firstCode : 0;
  for (let row = from; row < to; row += 1) {
    for (let position = 0; position < group.width; position += 1) {
      const value = values[row * group.width + position] ?? 0;
      inputs[row * width + group.first + position] = value + firstCode;
    }
  }
}

function featuresOf(group: FeatureGroup): Feature[] {
  return Array.from({ length: group.width }, (_, position) => ({
    name: group.width === 1 ? group.column : `${group.column} ${position + 1}`,
    column: group.column,
    kind: kindOf(group),
  }));
}

function kindOf(group: FeatureGroup): Feature['kind'] {
  if ('codes' in group) return 'code';
  if (group.kind === 'image') return 'pixel';
  return group.weighted ? 'count' : 'direct';
}

function* layPresence(
  plain: readonly EncodedFeature[],
  ordered: readonly EncodedGroup[],
  groups: readonly FeatureGroup[],
  width: number,
  rowCount: number,
): Steps<Uint8Array | null> {
  if (plain.every((item) => item.present === null) && ordered.every((item) => item.present === undefined)) return null;
  const presence = new Uint8Array(rowCount * width).fill(1);
  for (const [position, { present }] of plain.entries()) {
    if (present === null) continue;
    for (let row = 0; row < rowCount; row += 1) presence[row * width + position] = present[row] ?? 0;
    yield;
  }
  ordered.forEach(({ present }, index) => {
    const group = groups[index] as FeatureGroup;
    present?.forEach((value, row) => {
      if (value === 0) presence.fill(0, row * width + group.first, row * width + group.first + group.width);
    });
  });
  return presence;
}
