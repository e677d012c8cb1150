import tCdf from '@stdlib/stats-base-dists-t-cdf';
import tQuantile from '@stdlib/stats-base-dists-t-quantile';
import { mean, standardDeviation } from './summary.ts';

export interface CorrelatedT {
  readonly n: number;
  readonly mean: number | null;
  readonly sd: number | null;
  readonly standardError: number | null;
  readonly df: number | null;
  /** Null below two differences, and where they do not vary: then there is no test. */
  readonly t: number | null;
  readonly p: number | null;
  readonly ci95: [number, number] | null;
}

/**
 * The corrected resampled t test (Nadeau and Bengio, 2003): standard error s sqrt(1/J + rho), J - 1 degrees of freedom.
 * `rho` is n_test / n_train, 0 for independent differences.
 */
export function correlatedT(differences: readonly number[], rho: number): CorrelatedT {
  const n = differences.length;
  const none = { standardError: null, df: null, t: null, p: null, ci95: null };
  if (n === 0) return { n, mean: null, sd: null, ...none };
  const center = mean(differences);
  const sd = standardDeviation(differences);
  if (sd === null || sd === 0) return { n, mean: center, sd, ...none };
  const standardError = sd * Math.sqrt(1 / n + rho);
  const df = n - 1;
  const t = center / standardError;
  const halfWidth = tQuantile(0.975, df) * standardError;
  return {
    n,
    mean: center,
    sd,
    standardError,
    df,
    t,
    p: Math.min(1, 2 * tCdf(-Math.abs(t), df)),
    ci95: [center - halfWidth, center + halfWidth],
  };
}

export interface Posterior {
  readonly better: number;
  readonly equal: number;
  readonly worse: number;
}

/**
 * The Bayesian correlated t test (Corani and Benavoli, 2015): the mean difference is t distributed about the observed one.
 * Differences that do not vary put all of it on their common value. Null below two differences.
 */
export function ropePosterior(test: CorrelatedT, rope: number): Posterior | null {
  if (test.mean === null || test.sd === null) return null;
  if (test.standardError === null || test.df === null) {
    const better = test.mean > rope ? 1 : 0;
    const worse = test.mean < -rope ? 1 : 0;
    return { better, equal: 1 - better - worse, worse };
  }
  const better = tCdf((test.mean - rope) / test.standardError, test.df);
  const worse = tCdf((-rope - test.mean) / test.standardError, test.df);
  return { better, equal: Math.max(0, 1 - better - worse), worse };
}
