import type { Figure, Mark } from '../../contract/figure.ts';
import type { Importance, ImportanceEstimate } from '../../contract/importance.ts';
import { nameOfArm, sayArm, sayMetric, type Naming } from '../compare/naming.ts';
import { sayList } from '../compare/wording.ts';

/** Inputs that are drawn; the table has all. */
const mostDrawn = 15;
/** How far the two marks of a row lie from its middle. */
const offset = 0.17;

type Measured = Omit<Importance, 'footnote' | 'warnings' | 'figure'>;

/** What an arm and the twin rely on: a row an input, the arm filled above the twin open, each with its interval. */
export function buildImportanceFigure(importance: Measured, taskIndex: number, naming: Naming = {}): Figure {
  const { task, arm, twin, inputs, metric } = importance;
  const shown = inputs.slice(0, mostDrawn);
  const name = nameOfArm(arm, naming);
  const marks = shown.flatMap((input, row): Mark[] => [
    ...mark(`${input.column} · ${name}`, input.arm, row - offset, 'circle', taskIndex),
    ...mark(`${input.column} · ${nameOfArm(twin, naming)}`, input.twin, row + offset, 'open', taskIndex),
  ]);
  const rest = inputs.length - shown.length;
  return {
    id: 'importance',
    title: `What predictions of ${task} rely on`,
    subtitle: `worse ${sayMetric(metric.id, naming)} when an input is permuted; filled: ${sayArm(arm, naming)}, open: twin${rest > 0 ? `; ${rest} more in the table` : ''}`,
    summary: summarize(importance, naming),
    x: {
      title: `Worse by, ${metric.name}`,
      kind: 'linear',
      categories: [],
      range: null,
    },
    y: { title: 'Input', kind: 'category', categories: shown.map(({ column }) => column), range: null },
    zeroLine: true,
    marks,
    table: {
      columns: [
        'Input',
        ...[name, 'Twin', 'Difference'].flatMap((side) => [side, `${side}, low`, `${side}, high`]),
        'Features',
      ],
      rows: inputs.map(({ column, features, ...sides }) => [
        column,
        ...[sides.arm, sides.twin, sides.difference].flatMap(({ mean, ci95 }) => [
          mean,
          ci95?.[0] ?? null,
          ci95?.[1] ?? null,
        ]),
        features,
      ]),
    },
  };
}

function mark(
  label: string,
  { mean, ci95 }: ImportanceEstimate,
  y: number,
  shape: 'circle' | 'open',
  task: number,
): Mark[] {
  if (mean === null) return [];
  return [{ kind: 'interval', label, task, shape, y, x: mean, low: ci95?.[0] ?? mean, high: ci95?.[1] ?? mean }];
}

function summarize({ task, inputs, arm, twin }: Measured, naming: Naming): string {
  if (inputs.every((input) => input.arm.mean === null && input.twin.mean === null)) {
    return `What predictions of ${task} rely on cannot be measured on these test rows.`;
  }
  const top = (side: 'arm' | 'twin'): string => {
    if (inputs.every((input) => input[side].mean === null)) return 'not measured';
    const relied = inputs
      .filter((input) => (input[side].mean ?? 0) > 0 && (input[side].ci95?.[0] ?? 1) > 0)
      .sort((one, two) => (two[side].mean ?? 0) - (one[side].mean ?? 0))
      .slice(0, 3)
      .map(({ column }) => column);
    return relied.length === 0 ? 'no input for certain' : sayList(relied);
  };
  return `What predictions of ${task} rely on most, with ${sayArm(arm, naming)}: ${top('arm')}; with the ${sayArm(twin, naming)}: ${top('twin')}.`;
}
