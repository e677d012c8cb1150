import { twinId } from '../../contract/arm.ts';
import { isTwin } from './naming.ts';
import type { CompareOptions } from './options.ts';
import { ScoreTable } from './pairing.ts';
import { directionOf } from './resolve.ts';
import type { Score } from './scores.ts';
import { mean } from './summary.ts';

/** One task and the metric it is read by. */
export interface Aim {
  readonly task: string;
  readonly metric: string;
}

/** What an arm reaches on two tasks, as means over all runs that have the metric. */
export interface TradeOffPoint {
  readonly arm: string;
  readonly x: number;
  readonly y: number;
  /** Whether no other arm is at least as good on both tasks and better on one, by these means. */
  readonly onFront: boolean;
}

export interface TradeOff {
  readonly points: readonly TradeOffPoint[];
  /** Both twins side by side, where both have scores: two models in place of one. */
  readonly twins: { readonly x: number; readonly y: number } | null;
}

/** Arms as points in the plane of two tasks' metrics, and which of them are on the Pareto front. */
export function findTradeOff(
  scores: readonly Score[],
  aims: readonly [Aim, Aim],
  options: Pick<CompareOptions, 'directions'>,
): TradeOff {
  const table = new ScoreTable(scores);
  const meanOf = (arm: string, { task, metric }: Aim): number | null => {
    const values = scores.flatMap((score) =>
      score.arm === arm && score.task === task && score.metric === metric && Number.isFinite(score.value)
        ? [score.value]
        : [],
    );
    return values.length === 0 ? null : mean(values);
  };
  const [signX, signY] = aims.map(({ metric }) => (directionOf(options.directions, metric).higherIsBetter ? 1 : -1));
  const reached = table.arms
    .filter((arm) => !isTwin(arm))
    .flatMap((arm) => {
      const [x, y] = [meanOf(arm, aims[0]), meanOf(arm, aims[1])];
      return x === null || y === null ? [] : [{ arm, x, y, goodX: (signX ?? 1) * x, goodY: (signY ?? 1) * y }];
    });
  const points = reached.map(({ arm, x, y, goodX, goodY }) => ({
    arm,
    x,
    y,
    onFront: !reached.some(
      (other) => other.goodX >= goodX && other.goodY >= goodY && (other.goodX > goodX || other.goodY > goodY),
    ),
  }));
  const [twinX, twinY] = [meanOf(twinId(aims[0].task), aims[0]), meanOf(twinId(aims[1].task), aims[1])];
  return { points, twins: twinX === null || twinY === null ? null : { x: twinX, y: twinY } };
}
