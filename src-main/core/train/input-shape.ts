import { createEncoder } from '../model/encoder/encoder.ts';
import { encodedWidth, type InputShape, type TableShape } from '../model/encoder/input-shape.ts';
import type { CohortShape } from './cohort-shape.ts';
import type { EmbeddingGroup, Encoding, WordGroup } from '../prepare/prepared.ts';

/** What becomes of a row on its way into the network, or null where every feature goes in as it is. */
export function inputShapeOf(encoding: Pick<Encoding, 'features' | 'groups'>): InputShape | null {
  const groups = encoding.groups ?? [];
  if (groups.length === 0) return null;
  const grouped = groups.reduce((sum, group) => sum + group.width, 0);
  return {
    plain: encoding.features.length - grouped,
    oneHot: groups.flatMap((group) => (group.kind === 'one-hot' ? [group.slots] : [])),
    embeddings: groups.flatMap((group) => (group.kind === 'embedding' ? [tableOf(group)] : [])),
    words: groups.flatMap((group) => (group.kind === 'words' ? [{ ...tableOf(group), positions: group.width }] : [])),
    units: groups.flatMap((group) => (group.kind === 'unit' ? [group.width] : [])),
    images: groups.flatMap((group) =>
      group.kind === 'image'
        ? [
            {
              name: group.column,
              height: group.height,
              width: group.pixelWidth,
              channels: group.channels,
              filters: group.filters,
            },
          ]
        : [],
    ),
    codes: groups.reduce((sum, group) => sum + ('codes' in group ? group.codes : 0), 0),
  };
}

function tableOf({ column, slots, dimension }: EmbeddingGroup | WordGroup): TableShape {
  return { name: column, slots, dimension };
}

/** Numbers that the shared network takes of a row. */
export function networkInputs({ features, input }: Pick<CohortShape, 'features' | 'input'>): number {
  return input === null ? features : encodedWidth(input);
}

/** The most numbers that a row is at once on its way through the network: what the memory of a block of rows goes by. */
export function widestRow({ features, input, widths }: Pick<CohortShape, 'features' | 'input' | 'widths'>): number {
  const encoded = input === null ? features : createEncoder(input).activations + encodedWidth(input);
  return Math.max(features, encoded, ...widths);
}
