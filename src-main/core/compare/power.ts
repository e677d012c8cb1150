import erfc from '@stdlib/math-base-special-erfc';
import tQuantile from '@stdlib/stats-base-dists-t-quantile';

const level = 0.05;
const wantedPower = 0.8;
/** (z_.975 + z_.8): the detectable difference in standard errors with any number of units. */
const limitFactor = 1.959963984540054 + 0.8416212335729143;

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
    const tails = normalCdf(noncentrality - critical * x) + normalCdf(-noncentrality - critical * x);
    weighted += density * tails;
    total += density;
  }
  return weighted / total;
}

function normalCdf(z: number): number {
  return 0.5 * erfc(-z / Math.SQRT2);
}

const noncentralities = new Map<number, number>();

/** The noncentrality at which the test with `df` degrees of freedom has 80 % power, by the Illinois form of false position. */
function solveNoncentrality(df: number): number {
  const known = noncentralities.get(df);
  if (known !== undefined) return known;
  const excess = (noncentrality: number): number => tTestPower(noncentrality, df) - wantedPower;
  let [low, high] = [0, 2 * (tQuantile(1 - level / 2, df) + tQuantile(wantedPower, df))];
  let [below, above] = [excess(low), excess(high)];
  let root = high;
  for (let step = 0; step < 60; step += 1) {
    root = high - (above * (high - low)) / (above - below);
    const value = excess(root);
    if (Math.abs(value) < 1e-12 || high - low < 1e-12 * high) break;
    if (value > 0) {
      [high, above, below] = [root, value, below / 2];
    } else {
      [low, below, above] = [root, value, above / 2];
    }
  }
  noncentralities.set(df, root);
  return root;
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
  const suffices = (total: number): boolean => (detectableDifference(total, rho) ?? Infinity) * sd <= target;
  // the detectable difference falls with every unit more
  if (units >= mostUnits || !suffices(mostUnits)) return null;
  let [tooFew, enough] = [Math.max(1, units), mostUnits];
  while (enough - tooFew > 1) {
    const middle = Math.floor((tooFew + enough) / 2);
    if (suffices(middle)) enough = middle;
    else tooFew = middle;
  }
  return enough - units;
}
