import path from 'node:path';
import type { Comparison, Verdict } from '../contract/comparison.ts';
import { compareScores } from '../core/compare/compare-scores.ts';
import { decideVerdict } from '../core/compare/decide-verdict.ts';
import { parseScores, withStatedDirections } from '../core/compare/parse-scores.ts';
import { lookUpMetric } from './comparison.ts';
import { readUserText } from './text-file.ts';

/** Compares scores from anywhere: a CSV file with the columns arm, split, seed, task, metric, value [, n_train, n_test]. */
export async function compareScoreFile(
  file: string,
  options: { readonly baseline: string | null; readonly rope?: number },
): Promise<{ comparison: Comparison; verdict: Verdict }> {
  const { scores, directions } = parseScores(await readUserText(file), path.basename(file));
  const naming = { directions: withStatedDirections(lookUpMetric, directions) };
  const comparison = compareScores(scores, {
    baseline: options.baseline,
    metric: null,
    ...naming,
    ...(options.rope === undefined ? {} : { rope: options.rope }),
  });
  return { comparison, verdict: decideVerdict(comparison, naming) };
}
