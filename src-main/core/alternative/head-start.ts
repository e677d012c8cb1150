import { hardSharing } from '../model/create-network.ts';
import { glorotHeads, initialParameters } from '../model/initialize.ts';
import type { Layout, Piece } from '../model/layout.ts';
import { studyNetwork } from '../train/network-of.ts';
import { replicateSeed, type Replicate } from '../train/sampler.ts';
import type { StagedStudy } from './staged.ts';

/** Trained parameters with heads as the twins' are before training. */
export function withNewHeads(study: StagedStudy, trained: Float32Array, replicate: Replicate): Float32Array {
  const { layout, drawn } = drawParameters(study, replicate);
  const [weight] = headPieces(layout);
  const parameters = Float32Array.from(trained);
  parameters.set(drawn.subarray(weight.offset), weight.offset);
  return parameters;
}

/** Parameters before training, with the heads drawn as one matrix: its fans are those of all outputs together. */
export function withOneHead(study: StagedStudy, replicate: Replicate): Float32Array {
  const { layout, drawn } = drawParameters(study, replicate);
  const [weight] = headPieces(layout);
  const seed = replicateSeed(study.spec.baseSeed, 'initial', replicate);
  drawn.set(glorotHeads(weight.rows, [weight.columns], ['multi-label'], seed), weight.offset);
  return drawn;
}

function drawParameters(
  { spec, encoding }: StagedStudy,
  replicate: Replicate,
): { layout: Layout; drawn: Float32Array } {
  const { layout } = studyNetwork(spec, encoding, hardSharing);
  const names = spec.tasks.map((task) => task.column);
  return { layout, drawn: initialParameters(layout, names, replicateSeed(spec.baseSeed, 'initial', replicate)) };
}

/** Weight and bias of all heads: with hard sharing they come last. */
function headPieces({ pieces }: Layout): readonly [weight: Piece, bias: Piece] {
  const [weight, bias] = pieces.slice(-2);
  if (weight === undefined || bias === undefined) throw new Error('a network without heads');
  return [weight, bias];
}
