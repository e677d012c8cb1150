import type { Tensor } from '@tensorflow/tfjs-core';
import type { Layout, Piece } from '../layout.ts';
import type { Network, Representation } from '../network.ts';
import { inputPart, type Part } from '../part.ts';
import type { Encoder } from './encoder.ts';

/**
 * A network behind an encoder, whose pieces come first and are shared by all tasks. Nothing of the network changes; without
 * learned pieces it keeps its shorter ways too.
 */
export function withEncoder(network: Network, encoder: Encoder): Network {
  const count = encoder.pieces.length;
  if (count === 0) return network;
  const own = (pieces: readonly Tensor[]): readonly Tensor[] => pieces.slice(0, count);
  const rest = (pieces: readonly Tensor[]): readonly Tensor[] => pieces.slice(count);
  const { representation, penalty } = network;
  return {
    layout: prependPieces(network.layout, encoder),
    outputs: (x, pieces, options) => network.outputs(encoder.encode(x, own(pieces), options), rest(pieces), options),
    representation:
      representation === null
        ? null
        : ({
            width: representation.width,
            represent: (x, pieces, options) =>
              representation.represent(encoder.encode(x, own(pieces), options), rest(pieces), options),
            read: (hidden, pieces, options) => representation.read(hidden, rest(pieces), options),
          } satisfies Representation),
    penalty: penalty === null ? null : (pieces, settings) => penalty(rest(pieces), settings),
    plain: null,
    ...(network.observe === undefined ? {} : { observe: behind(network.observe, encoder) }),
    parts: [...encoder.parts, ...network.parts.map((part) => placeBehind(part, encoder))],
  };
}

/** The network's own parameters come behind the encoder's. */
function behind(observe: NonNullable<Network['observe']>, encoder: Encoder): NonNullable<Network['observe']> {
  const first = encoder.pieces.reduce((sum, piece) => sum + piece.rows * piece.columns, 0);
  return (parameters) => observe(parameters.subarray(first));
}

function prependPieces(layout: Layout, encoder: Encoder): Layout {
  let offset = 0;
  // what lies before a frozen layer is frozen too
  const isFrozen = layout.pieces[0]?.isFrozen === true;
  const first = encoder.pieces.map((piece): Piece => {
    const placed = { ...piece, offset, isFrozen };
    offset += piece.rows * piece.columns;
    return placed;
  });
  return {
    ...layout,
    pieces: [...first, ...layout.pieces.map((piece) => ({ ...piece, offset: piece.offset + offset }))],
    sharedSize: layout.sharedSize + offset,
    sharedPieces: layout.sharedPieces + first.length,
    lastShared: layout.lastShared.map((position) => position + first.length),
    size: layout.size + offset,
  };
}

/** A stage further right, and reading the encoder's parts where it read the inputs. */
function placeBehind(part: Part, encoder: Encoder): Part {
  const encoded = encoder.parts.map(({ id }) => id);
  const from = part.from.flatMap((id) =>
    id === inputPart ? [...(encoder.asTheyAre > 0 ? [id] : []), ...encoded] : [id],
  );
  return { ...part, stage: part.stage + 1, from };
}
