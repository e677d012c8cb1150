import tCdf from '@stdlib/stats-base-dists-t-cdf';
import tQuantile from '@stdlib/stats-base-dists-t-quantile';

const level = 0.05;
const wantedPower = 0.8;
/** (z_.975 + z_.8): the detectable difference in standard errors with any number of units. */
const limitFactor = 1.959963984540054 + 0.8416212335729143;

/** The t distribution with this many degrees of freedom is the normal one to 1e-8. */
const nearlyNormal = 1e8;

/**
 * Power of the two-sided 5 % t test when the mean is `noncentrality` standard errors from zero: the normal tail beyond
 * the critical value times the sample SD, averaged over the scaled chi distribution of that SD (Simpson's rule).
 */
export function tTestPower(noncentrality: number, df: number): number {
  const critical = tQuantile(1 - level / 2, df);
  const spread = 9 / Math.sqrt(2 * df);
  const from = Math.max(0, 1 - spread);
  const to = 1 + spread;
  const intervals = 800;
  const mode = df > 1 ? Math.sqrt((df - 1) / df) : 1;
  const logDensity = (x: number): number => (df === 1 ? 0 : (df - 1) * Math.log(x)) - (df * x * x) / 2;
  let weighted = 0;
  let total = 0;
  for (let index = 0; index <= intervals; index += 1) {
    const x = from + ((to - from) * index) / intervals;
    if (x === 0 && df > 1) continue;
    const simpson = index === 0 || index === intervals ? 1 : index % 2 === 1 ? 4 : 2;
    const density = simpson * Math.exp(logDensity(x) - logDensity(mode));
    const tails = tCdf(noncentrality - critical * x, nearlyNormal) + tCdf(-noncentrality - critical * x, nearlyNormal);
    weighted += density * tails;
    total += density;
  }
  return weighted / total;
}

const noncentralities = new Map<number, number>();

/** The noncentrality at which the test with `df` degrees of freedom has 80 % power. */
function solveNoncentrality(df: number): number {
  const known = noncentralities.get(df);
  if (known !== undefined) return known;
  let low = 0;
  let high = 2 * (tQuantile(1 - level / 2, df) + tQuantile(wantedPower, df));
  for (let step = 0; step < 50; step += 1) {
    const middle = (low + high) / 2;
    if (tTestPower(middle, df) < wantedPower) low = middle;
    else high = middle;
  }
  noncentralities.set(df, high);
  return high;
}

/**
 * Smallest difference that the corrected t test finds with 80 % power at 5 %, in units of the SD of the paired
 * differences; null below two units.
 */
export function detectableDifference(units: number, rho: number): number | null {
  if (units < 2) return null;
  return solveNoncentrality(units - 1) * Math.sqrt(1 / units + rho);
}

/** What `detectableDifference` tends to with ever more units: 2.80 sqrt(rho). Beyond it only more rows help. */
export function detectableLimit(rho: number): number {
  return limitFactor * Math.sqrt(rho);
}

/** Most units that are ever asked for. */
export const mostUnits = 50;

/**
 * Least number of extra units, up to 50 in all, with which a difference of `target` would be detectable when the paired
 * differences have this SD; null where none would do.
 */
export function extraUnitsNeeded(options: { units: number; rho: number; sd: number; target: number }): number | null {
  const { units, rho, sd, target } = options;
  if (!(target > 0)) return null;
  for (let total = Math.max(2, units + 1); total <= mostUnits; total += 1) {
    const detectable = detectableDifference(total, rho);
    if (detectable !== null && detectable * sd <= target) return total - units;
  }
  return null;
}
