import type { Figure, Mark } from '../../contract/figure.ts';
import { isTwin, nameOfArm, sayArm, type Naming } from '../compare/naming.ts';
import { formatNumber, sayList } from '../compare/wording.ts';

/** The bins of one arm's predictions on test rows, all splits and seeds together. */
export interface ArmReliability {
  readonly arm: string;
  /** Mean gap between the two, over rows. */
  readonly error: number;
  readonly bins: readonly { readonly confidence: number; readonly frequency: number; readonly rows: number }[];
}

const dashes = ['solid', 'dashdot', 'dot'] as const;

/** Stated probability against observed frequency, the diagonal being what is wanted; arms by dash, the twin dashed and grey. */
export function buildReliabilityFigure(
  { task, index }: { readonly task: string; readonly index: number },
  arms: readonly ArmReliability[],
  naming: Naming = {},
): Figure {
  const marks: Mark[] = [
    {
      kind: 'line',
      label: 'as stated',
      task: null,
      dash: 'dot',
      points: [
        [0, 0],
        [1, 1],
      ],
    },
    ...arms.flatMap(({ arm, bins }): Mark[] => {
      const position = arms.filter((other) => !isTwin(other.arm)).findIndex((other) => other.arm === arm);
      const task = isTwin(arm) ? null : index;
      const dash = isTwin(arm) ? 'dash' : (dashes[position % dashes.length] ?? 'solid');
      const points = bins.map(({ confidence, frequency }): [number, number] => [confidence, frequency]);
      const label = nameOfArm(arm, naming);
      return [
        { kind: 'line', label, task, dash, points },
        { kind: 'points', label, task, shape: isTwin(arm) ? 'open' : 'circle', points },
      ];
    }),
  ];
  const errors = arms.map(({ arm, error }) => `${sayArm(arm, naming)} ${formatNumber(error, 2)}`);
  return {
    id: `reliability-${task}`,
    title: 'Calibration',
    subtitle: `${task}: how often what was stated with a probability came true; test rows of all splits and seeds together`,
    summary:
      errors.length === 0
        ? 'No predictions of this task are stored.'
        : `Calibration error over 15 bins (0 is best): ${sayList(errors)}.`,
    x: { title: 'Stated probability', kind: 'linear', categories: [], range: [0, 1] },
    y: { title: 'Observed frequency', kind: 'linear', categories: [], range: [0, 1] },
    zeroLine: false,
    marks,
    table: {
      columns: ['Arm', 'Stated probability, mean of the bin', 'Observed frequency', 'Rows'],
      rows: arms.flatMap(({ arm, bins }) =>
        bins.map(({ confidence, frequency, rows }) => [nameOfArm(arm, naming), confidence, frequency, rows]),
      ),
    },
  };
}
