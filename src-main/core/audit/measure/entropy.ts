import { deriveSeed, shuffle } from '../../util/hash.ts';
import { crossCount, type Discrete } from './discretize.ts';

const permutations = 100;

/** Plug-in entropy of counts, in nats. */
export function entropyOf(counts: ArrayLike<number>): number {
  let total = 0;
  let sum = 0;
  for (let index = 0; index < counts.length; index += 1) {
    const count = counts[index] ?? 0;
    total += count;
    if (count > 0) sum += count * Math.log(count);
  }
  return total === 0 ? 0 : Math.log(total) - sum / total;
}

export interface MutualInformation {
  readonly information: number;
  /** Mean over seeded permutations: what chance alone gives with these rows and bins. */
  readonly byChance: number;
  readonly entropyA: number;
  readonly entropyB: number;
}

/** Mutual information of two codes, plug-in, in nats, and its mean over 100 permutations of one of them. */
export function mutualInformation(a: Discrete, b: Discrete, seed: number): MutualInformation {
  const entropyA = entropyOf(marginal(a));
  const entropyB = entropyOf(marginal(b));
  const informationOf = (other: Discrete): number => entropyA + entropyB - entropyOf(crossCount(a, other));
  let sum = 0;
  const codes = b.codes.slice();
  for (let round = 0; round < permutations; round += 1) {
    sum += informationOf({ codes: shuffle(codes, deriveSeed(seed, round)), count: b.count });
  }
  return { information: informationOf(b), byChance: sum / permutations, entropyA, entropyB };
}

/**
 * H(B|A)/H(B): the share of B's entropy that A leaves open, with the information that chance alone would give taken from
 * both sides, so that it is 0 where A determines B and 1 on average where they have nothing to do with one another
 * (the adjustment of Vinh, Epps and Bailey, 2010). Null where B has one value or is resolved by chance alone.
 */
export function openShare({ information, byChance }: MutualInformation, entropy: number): number | null {
  if (entropy - byChance <= 1e-9) return null;
  return Math.min(1, Math.max(0, 1 - (information - byChance) / (entropy - byChance)));
}

function marginal({ codes, count }: Discrete): Float64Array {
  const counts = new Float64Array(count);
  for (const code of codes) counts[code] = (counts[code] ?? 0) + 1;
  return counts;
}
