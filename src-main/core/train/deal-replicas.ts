import type { PlannedReplica } from './cohort-plan.ts';
import type { Replicate } from './sampler.ts';

/** Stacking more replicas than this gains nothing and costs cache. */
export const mostReplicas = 10;
/** A cohort with more work than this is divided further, down to the least number of replicas: about 0.2 s on one core. */
const nominalFlopsPerPart = 2.5e10;
const fewestReplicas = 4;
/** A cohort is divided so that it takes no more memory than this, down to one replica. */
export const largestPartBytes = 2 ** 30;

/** Into how many cohorts so many replicas of one program are divided, by their work and their memory in all. */
export function countParts(replicas: number, flops: number, bytes: number): number {
  return Math.min(
    replicas,
    Math.max(
      Math.ceil(replicas / mostReplicas),
      Math.ceil(bytes / largestPartBytes),
      Math.min(Math.floor(replicas / fewestReplicas), Math.ceil(flops / nominalFlopsPerPart)),
    ),
  );
}

/**
 * The number of parts, from `parts` to twice as many, that needs the fewest copies to fill up parts of equal length; the replicas
 * come in groups that are each dealt on their own.
 */
export function evenParts(parts: number, groups: readonly number[]): number {
  const total = groups.reduce((sum, size) => sum + size, 0);
  const most = Math.max(parts, Math.min(2 * parts, Math.floor(total / fewestReplicas)));
  const trained = (count: number): number => groups.reduce((sum, size) => sum + Math.ceil(size / count) * count, 0);
  let best = parts;
  for (let count = parts; count <= most; count += 1) if (trained(count) < trained(best)) best = count;
  return best;
}

/** Deals into parts of equal length, in order; the shorter ones are filled up with copies of their first. */
export function dealReplicas(replicas: readonly PlannedReplica[], parts: number): PlannedReplica[][] {
  const longest = Math.ceil(replicas.length / parts);
  return Array.from({ length: parts }, (_, part) => {
    const from = Math.floor((part * replicas.length) / parts);
    const to = Math.floor(((part + 1) * replicas.length) / parts);
    const own = replicas.slice(from, to);
    const copied = own[0] ?? replicas[0];
    while (copied !== undefined && own.length < longest) own.push({ ...copied, filler: true });
    return own;
  });
}

/** Every replicate among them once, in order. */
export function distinctReplicates(replicas: readonly Replicate[]): Replicate[] {
  const found = new Map<string, Replicate>();
  for (const { split, seed } of replicas) found.set(`${split}/${seed}`, { split, seed });
  return [...found.values()];
}
