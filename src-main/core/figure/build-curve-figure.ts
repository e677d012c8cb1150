import { twinTask } from '../../contract/arm.ts';
import type { Figure, Mark } from '../../contract/figure.ts';
import type { BandSeries, Curve } from '../../contract/live.ts';
import { nameOfArm, sayArm, type Naming } from '../compare/naming.ts';
import { formatNumber } from '../compare/wording.ts';

/**
 * A task's training and validation loss under one arm, beside its single-task twin: mean over replicates, the band from
 * smallest to largest of the validation loss. The twin is dashed and in ink.
 */
export function buildCurveFigure(options: {
  curves: readonly Curve[];
  task: string;
  arm: string;
  taskIndex: number;
  naming?: Naming;
}): Figure {
  const { task, arm, taskIndex, naming = {} } = options;
  const own = options.curves.find((curve) => curve.task === task && curve.arm === arm);
  const twin = options.curves.find((curve) => curve.task === task && twinTask(curve.arm) === task);
  const marks: Mark[] = [
    ...(twin === undefined ? [] : seriesMarks(twin, 'twin ', null, true)),
    ...(own === undefined || own === twin ? [] : seriesMarks(own, '', taskIndex, false)),
  ];
  const last = (curve: Curve | undefined): string => {
    const value = curve?.validation.mean.findLast((entry) => entry !== null) ?? null;
    return value === null ? 'not reached yet' : formatNumber(value);
  };
  return {
    id: `curve-${task}-${arm}`,
    title: `${task}: loss by epoch under ${sayArm(arm, naming)}`,
    subtitle: 'mean over replicates; band: smallest to largest validation loss; dotted: training',
    summary: `Last validation loss of ${task}: ${sayArm(arm, naming)} ${last(own)}, its twin ${last(twin)}.`,
    x: { title: 'Epoch', kind: 'linear', categories: [], range: null },
    y: { title: 'Loss', kind: 'linear', categories: [], range: null },
    zeroLine: false,
    marks,
    table: {
      columns: ['Arm', 'Part', 'Epoch', 'Mean', 'Smallest', 'Largest'],
      rows: [own, own === twin ? undefined : twin].flatMap((curve) =>
        curve === undefined
          ? []
          : [
              ...tableRows(nameOfArm(curve.arm, naming), 'training', curve.train),
              ...tableRows(nameOfArm(curve.arm, naming), 'validation', curve.validation),
            ],
      ),
    },
  };
}

function seriesMarks(curve: Curve, name: string, task: number | null, isTwin: boolean): Mark[] {
  return [
    { kind: 'band', label: `${name}validation, smallest to largest`, task, ...bandOf(curve.validation) },
    { kind: 'line', label: `${name}training`, task, dash: 'dot', points: pointsOf(curve.train) },
    {
      kind: 'line',
      label: `${name}validation`,
      task,
      dash: isTwin ? 'dash' : 'solid',
      points: pointsOf(curve.validation),
    },
  ];
}

function pointsOf(series: BandSeries): [number, number][] {
  return series.epochs.flatMap((epoch, index): [number, number][] => {
    const value = series.mean[index];
    return value === null || value === undefined ? [] : [[epoch, value]];
  });
}

function bandOf(series: BandSeries): { x: number[]; low: number[]; high: number[] } {
  const band: { x: number[]; low: number[]; high: number[] } = { x: [], low: [], high: [] };
  series.epochs.forEach((epoch, index) => {
    const low = series.low[index];
    const high = series.high[index];
    if (low === null || low === undefined || high === null || high === undefined) return;
    band.x.push(epoch);
    band.low.push(low);
    band.high.push(high);
  });
  return band;
}

function tableRows(arm: string, part: string, series: BandSeries): (string | number | null)[][] {
  return series.epochs.map((epoch, index) => [
    arm,
    part,
    epoch,
    series.mean[index] ?? null,
    series.low[index] ?? null,
    series.high[index] ?? null,
  ]);
}
