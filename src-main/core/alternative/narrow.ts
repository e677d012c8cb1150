import type { StudySpec } from '../../contract/study.ts';
import { headOutputs } from '../model/layout.ts';
import type { Encoding } from '../prepare/prepared.ts';
import { inputShapeOf, networkInputs } from '../train/input-shape.ts';

/** Multiplications and additions of one row through a trunk of these widths and a linear head on it. */
export function multiplyAdds(inputs: number, widths: readonly number[], outputs: number): number {
  let from = inputs;
  let total = 0;
  for (const width of [...widths, outputs]) {
    total += from * width;
    from = width;
  }
  return total;
}

/** What the network of a study takes of a row, and gives for each task. */
export function networkEnds(encoding: Encoding): { inputs: number; outputs: number[] } {
  const input = inputShapeOf(encoding);
  return {
    inputs: networkInputs({ features: encoding.features.length, input }),
    outputs: encoding.targets.map(headOutputs),
  };
}

/** The widest layers, in the proportions of the study's, with which `cost` is at most `limit`; at least one unit each. */
export function narrow(
  { widths }: StudySpec['network'],
  limit: number,
  cost: (widths: readonly number[]) => number,
): number[] {
  const scaled = (share: number): number[] => widths.map((width) => Math.max(1, Math.floor(width * share)));
  const shares = widths.flatMap((width) => Array.from({ length: width }, (_, units) => (units + 1) / width));
  const fitting = shares.filter((share) => cost(scaled(share)) <= limit);
  return scaled(fitting.length === 0 ? 0 : Math.max(...fitting));
}
