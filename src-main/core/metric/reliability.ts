import { predictedClasses } from './confusion.ts';
import type { Evaluation } from './metric.ts';

/** Rows whose stated probability falls into one bin. */
export interface ReliabilityBin {
  /** Mean stated probability of the rows in it. */
  readonly confidence: number;
  /** Share of them in which it came true. */
  readonly frequency: number;
  readonly rows: number;
}

const binCount = 15;

/** The right-closed bin of a confidence among 15 of equal width; 0 itself falls into the first. */
function binOf(confidence: number): number {
  return Math.min(Math.max(Math.ceil(confidence * binCount) - 1, 0), binCount - 1);
}

/**
 * Bins of equal width over the stated probability, empty ones left out: P(positive) for two classes, else that of the
 * predicted class (Guo et al., On Calibration of Modern Neural Networks, ICML 2017).
 */
export function reliabilityBins(evaluation: Evaluation): ReliabilityBin[] {
  const { type, predictions, targets, classCount, count } = evaluation;
  const classes = predictedClasses(evaluation);
  const bins = Array.from({ length: binCount }, () => ({ confidence: 0, hits: 0, rows: 0 }));
  for (let row = 0; row < count; row += 1) {
    const predicted = classes[row] as number;
    const isBinary = type === 'binary';
    const confidence = (isBinary ? predictions[row] : predictions[row * classCount + predicted]) as number;
    const bin = bins[binOf(confidence)] as { confidence: number; hits: number; rows: number };
    bin.confidence += confidence;
    bin.hits += (isBinary ? targets[row] === 1 : targets[row] === predicted) ? 1 : 0;
    bin.rows += 1;
  }
  return bins
    .filter(({ rows }) => rows > 0)
    .map(({ confidence, hits, rows }) => ({ confidence: confidence / rows, frequency: hits / rows, rows }));
}

/** Mean gap between stated probability and observed frequency, over all rows of the bins. */
export function calibrationError(bins: readonly ReliabilityBin[]): number {
  const rows = bins.reduce((sum, bin) => sum + bin.rows, 0);
  return bins.reduce((sum, bin) => sum + bin.rows * Math.abs(bin.frequency - bin.confidence), 0) / rows;
}
