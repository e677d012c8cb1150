import type { Figure } from '../../contract/figure.ts';
import { isTwin, nameOfArm, type Naming } from '../compare/naming.ts';

/** The churn of one arm on one task, mean over splits; null where it cannot be computed. */
export interface ArmChurn {
  readonly task: string;
  readonly arm: string;
  readonly churn: number | null;
  readonly sdOverSeeds: number | null;
}

/** How much predictions change when nothing but the seed does, each arm beside its twin. */
export function buildChurnFigure(rows: readonly ArmChurn[], tasks: readonly string[], naming: Naming = {}): Figure {
  const shown = tasks.flatMap((task) => rows.filter((row) => row.task === task && row.churn !== null));
  const highest = Math.max(0, ...shown.map((row) => row.churn ?? 0));
  return {
    id: 'churn',
    title: 'Change from retraining',
    subtitle:
      'share of test rows that get another class with another seed; numbers: mean change in SDs of the training target; square: twin',
    summary:
      shown.length === 0
        ? 'Predictions of two seeds on the same split are needed; this study has one seed a split.'
        : `The largest change is ${(100 * highest).toFixed(1)} %.`,
    x: {
      title: 'Change between two seeds',
      kind: 'linear',
      categories: [],
      range: [0, highest > 0 ? 1.08 * highest : 1],
    },
    y: {
      title: 'Task and arm',
      kind: 'category',
      categories: shown.map((row) => `${row.task} · ${nameOfArm(row.arm, naming)}`),
      range: null,
    },
    zeroLine: true,
    marks: shown.map((row, y) => ({
      kind: 'points',
      label: `${row.task} · ${nameOfArm(row.arm, naming)}`,
      task: tasks.indexOf(row.task),
      shape: isTwin(row.arm) ? 'square' : 'circle',
      points: [[row.churn ?? 0, y]],
    })),
    table: {
      columns: ['Task', 'Arm', 'Change between two seeds', 'SD of the metric over seeds'],
      rows: rows.map((row) => [row.task, nameOfArm(row.arm, naming), row.churn, row.sdOverSeeds]),
    },
  };
}
