import { replicatesPerBlock } from './replicates.ts';
import type { Observation } from './scenario.ts';

/**
 * The stacked replicas of a chart: every place of the x axis times the replicates of a block, place by place. The places
 * are those of the grid and the one the user has set, so their number, and with it the program, does not change.
 */
export interface Places {
  readonly x: readonly number[];
  /** How many replicas are stacked. */
  readonly replicas: number;
  /** The place of a stacked replica. */
  at(replica: number): number;
}

export function stackPlaces(grid: readonly number[], chosen: number): Places {
  const x = [...grid, chosen];
  return {
    x,
    replicas: x.length * replicatesPerBlock,
    at: (replica) => x[Math.floor(replica / replicatesPerBlock)] as number,
  };
}

/** One observation a place; a place that the user chose on the grid counts once. */
export function observe(series: string, places: Places, value: (replica: number) => number): Observation[] {
  return places.x.flatMap((x, place): Observation[] => {
    if (places.x.indexOf(x) !== place) return [];
    const values = Array.from({ length: replicatesPerBlock }, (_, index) => value(place * replicatesPerBlock + index));
    return [{ series, x, values }];
  });
}

/** The same where replicates are stacked and the places lie side by side within each. */
export function placesOf(
  series: string,
  x: readonly number[],
  value: (replicate: number, place: number) => number,
): Observation[] {
  return x.flatMap((at, place): Observation[] => {
    if (x.indexOf(at) !== place) return [];
    return [
      { series, x: at, values: Array.from({ length: replicatesPerBlock }, (_, replicate) => value(replicate, place)) },
    ];
  });
}
