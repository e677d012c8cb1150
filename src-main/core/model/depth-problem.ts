import type { Parameters } from '../../contract/study.ts';
import type { NetworkShape } from './layout.ts';

/** What is wrong with a depth that exceeds the network's layers, or null. */
export function depthProblem(form: string, { widths }: NetworkShape, parameters: Parameters): string | null {
  const depth = parameters['depth'] as number | undefined;
  if (depth === undefined || depth <= widths.length) return null;
  return `invalid sharing.depth of ${form}; the network has ${widths.length} ${widths.length === 1 ? 'layer' : 'layers'}, so at most ${widths.length}: ${depth}`;
}
