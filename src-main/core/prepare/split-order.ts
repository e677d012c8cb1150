import type { SplitPlan } from '../../contract/study.ts';
import { shuffle } from '../util/hash.ts';
import type { Split } from './prepared.ts';
import { partSizes, toSplit } from './split-size.ts';

/**
 * Random rows, in the same proportions in every stratum when `strata` is given. Within a stratum of m rows the shuffled
 * rows stand at (k + u) / m, u one random offset a stratum; the rows in the order of these places are cut into test,
 * validation and train. So the parts have exactly the planned sizes and no stratum is off by more than one row a cut.
 */
export function splitByOrder(
  rows: Int32Array,
  strata: ReadonlyMap<number, number> | null,
  plan: SplitPlan,
  seed: number,
): Split {
  const order = strata === null ? shuffle([...rows], seed) : orderWithinStrata(rows, strata, seed);
  const sizes = partSizes(rows.length, plan);
  const cut = sizes.test + sizes.validation;
  return toSplit(order.slice(cut), order.slice(sizes.test, cut), order.slice(0, sizes.test));
}

function orderWithinStrata(rows: Int32Array, strata: ReadonlyMap<number, number>, seed: number): number[] {
  const members = new Map<number, number[]>();
  for (const row of shuffle([...rows], seed)) {
    const stratum = strata.get(row) ?? -1;
    const list = members.get(stratum);
    if (list === undefined) members.set(stratum, [row]);
    else list.push(row);
  }
  const offsets = shuffle([...members.keys()], seed);
  const places: { readonly row: number; readonly place: number }[] = [];
  offsets.forEach((stratum, position) => {
    const list = members.get(stratum) ?? [];
    const offset = (position + 0.5) / offsets.length;
    list.forEach((row, index) => places.push({ row, place: (index + offset) / list.length }));
  });
  return places.sort((first, second) => first.place - second.place || first.row - second.row).map(({ row }) => row);
}
