import { AppError } from '../../contract/error.ts';
import { finish, type Steps } from '../util/steps.ts';
import { countFound, featureMoments, type Moments } from './feature-moments.ts';
import { fitLookup } from './fit-lookup.ts';
import type { Encoding, Feature, ImageGroup, Preparation, Target } from './prepared.ts';

/** Below this share of its mean, a standard deviation is rounding: the column counts as constant. */
const relativeTolerance = 1e-6;

/**
 * Fill values, means and scales from the training rows alone. `trainRows` are row indices of the encoding.
 *
 * A number is filled with the mean of its present training values and standardized by their mean and population
 * standard deviation; a constant one, or one never present, gets inverse scale 0 and so adds nothing. An indicator keeps
 * mean 0 and scale 1, its missing cells take the training share. A pixel is standardized as all of its channel
 * are. A code is left as it is; its slot is in `lookup`. A
 * count is weighted by its inverse document frequency. Regression targets are standardized over their labelled
 * training rows; a constant target keeps scale 1.
 */
export function fitPreparation(encoding: Encoding, trainRows: Int32Array): Preparation {
  return finish(fitPreparationSteps(encoding, trainRows));
}

/** The same step by step. */
export function* fitPreparationSteps(encoding: Encoding, trainRows: Int32Array): Steps<Preparation> {
  const width = encoding.features.length;
  checkRows(encoding, trainRows);
  const fill = new Float32Array(width);
  const mean = new Float32Array(width);
  const inverseScale = new Float32Array(width);
  const counted = positionsOf(encoding, ['count']);
  const found = yield* countFound(encoding, counted, trainRows);
  found.forEach((rows, index) => {
    inverseScale[counted[index] ?? 0] = inverseFrequency(rows, trainRows.length);
  });
  for (const position of positionsOf(encoding, ['code', 'direct'])) inverseScale[position] = 1;
  const measured = positionsOf(encoding, ['number', 'indicator']);
  const moments = yield* featureMoments(encoding, measured, trainRows);
  moments.forEach((each, index) => {
    const position = measured[index] ?? 0;
    const isNumber = encoding.features[position]?.kind === 'number';
    fill[position] = each.mean;
    mean[position] = isNumber ? each.mean : 0;
    inverseScale[position] = isNumber ? inverseOf(each) : 1;
  });
  for (const group of encoding.groups ?? []) {
    if (group.kind !== 'image') continue;
    channelMoments(encoding, group, trainRows).forEach((moments, channel) => {
      for (let place = group.first + channel; place < group.first + group.width; place += group.channels) {
        fill[place] = moments.mean;
        mean[place] = moments.mean;
        inverseScale[place] = inverseOf(moments);
      }
    });
  }
  const targetMean = new Float32Array(encoding.targets.length);
  const targetScale = new Float32Array(encoding.targets.length).fill(1);
  encoding.targets.forEach((target, position) => {
    if (target.type !== 'regression') return;
    const moments = targetMoments(target, trainRows);
    targetMean[position] = moments.mean;
    if (inverseOf(moments) > 0) targetScale[position] = moments.deviation;
  });
  return { fill, mean, inverseScale, lookup: yield* fitLookup(encoding, trainRows), targetMean, targetScale };
}

function positionsOf({ features }: Encoding, kinds: readonly Feature['kind'][]): number[] {
  return [...features.keys()].filter((position) => kinds.includes(features[position]?.kind ?? 'direct'));
}

/** Smoothed inverse document frequency (Spärck Jones, 1972); 0 for what no training row has, which nothing was learned of. */
function inverseFrequency(found: number, rowCount: number): number {
  return found === 0 ? 0 : Math.log((1 + rowCount) / (1 + found)) + 1;
}

/** Mean and spread of every channel over all pixels of the training rows that have a picture. */
function channelMoments(encoding: Encoding, group: ImageGroup, rows: Int32Array): Moments[] {
  const width = encoding.features.length;
  const sums = new Float64Array(group.channels);
  const squares = new Float64Array(group.channels);
  let count = 0;
  for (const row of rows) {
    const first = row * width + group.first;
    if (encoding.present !== null && encoding.present[first] === 0) continue;
    count += group.width / group.channels;
    for (let place = 0; place < group.width; place += 1) {
      const value = encoding.inputs[first + place] ?? 0;
      const channel = place % group.channels;
      sums[channel] = (sums[channel] ?? 0) + value;
      squares[channel] = (squares[channel] ?? 0) + value * value;
    }
  }
  return Array.from(sums, (sum, channel) => {
    const mean = count === 0 ? 0 : sum / count;
    // pixels lie between 0 and 1, so the difference of the two keeps its digits
    const variance = count === 0 ? 0 : (squares[channel] ?? 0) / count - mean * mean;
    return { mean, deviation: Math.sqrt(Math.max(0, variance)) };
  });
}

function targetMoments(target: Target, rows: Int32Array): Moments {
  return momentsOf(rows, (row) => (target.labelled[row] === 1 ? (target.values[row] ?? 0) : null));
}

/** Mean and population standard deviation, in two passes: one pass cancels when the mean is large. */
function momentsOf(rows: Int32Array, valueAt: (row: number) => number | null): Moments {
  let sum = 0;
  let count = 0;
  for (const row of rows) {
    const value = valueAt(row);
    if (value === null) continue;
    sum += value;
    count += 1;
  }
  if (count === 0) return { mean: 0, deviation: 0 };
  const mean = sum / count;
  let squares = 0;
  for (const row of rows) {
    const value = valueAt(row);
    if (value !== null) squares += (value - mean) ** 2;
  }
  return { mean, deviation: Math.sqrt(squares / count) };
}

function inverseOf(moments: Moments): number {
  if (moments.deviation <= relativeTolerance * Math.abs(moments.mean)) return 0;
  const inverse = Math.fround(1 / moments.deviation);
  return Number.isFinite(inverse) ? inverse : 0;
}

function checkRows(encoding: Encoding, rows: Int32Array): void {
  if (rows.length === 0) throw new AppError('impossible-study', 'no training rows: add rows or shrink the test share');
  for (const row of rows) {
    if (row < 0 || row >= encoding.rowCount) {
      throw new AppError('invalid-input', `invalid training row ${row}; must be in [0, ${encoding.rowCount})`);
    }
  }
}
