import type { Figure } from '../../contract/figure.ts';
import type { LiveStudy } from '../../contract/live.ts';
import { sayArm, type Naming } from '../compare/naming.ts';
import { formatNumber } from '../compare/wording.ts';

/** The task weights that an arm applied, by epoch, mean over replicates. `tasks` gives each task its colour. */
export function buildWeightFigure(
  weights: LiveStudy['taskWeights'][number],
  tasks: readonly string[],
  naming: Naming = {},
): Figure {
  const series = weights.tasks.map((task, index) => ({
    task,
    points: weights.epochs.flatMap((epoch, position): [number, number][] => {
      const value = weights.values[index]?.[position];
      return value === null || value === undefined ? [] : [[epoch, value]];
    }),
  }));
  const last = series.map(
    ({ task, points }) => `${task} ${points.length === 0 ? '–' : formatNumber(points.at(-1)?.[1] ?? 0)}`,
  );
  return {
    id: `weights-${weights.arm}`,
    title: `Task weights under ${sayArm(weights.arm, naming)}`,
    subtitle: 'as applied, mean over the steps of an epoch and over replicates',
    summary: `Weights in the last epoch: ${last.join(', ')}.`,
    x: { title: 'Epoch', kind: 'linear', categories: [], range: null },
    y: { title: 'Weight', kind: 'linear', categories: [], range: null },
    zeroLine: false,
    marks: series.map(({ task, points }) => ({
      kind: 'line',
      label: task,
      task: tasks.includes(task) ? tasks.indexOf(task) : null,
      dash: 'solid',
      points,
    })),
    table: {
      columns: ['Epoch', ...weights.tasks],
      rows: weights.epochs.map((epoch, position) => [
        epoch,
        ...weights.tasks.map((_, index) => weights.values[index]?.[position] ?? null),
      ]),
    },
  };
}
