import type { Comparison, ComparisonRow } from '../../contract/comparison.ts';
import type { Figure, Mark } from '../../contract/figure.ts';
import { nameOfArm, sayArm, type Naming } from '../compare/naming.ts';
import { sayCount } from '../compare/wording.ts';
import { findDifferenceScale } from './difference-scale.ts';

/** The paired differences themselves, one point a unit, a row per task and arm: what the intervals were made of. */
export function buildSeedCloudFigure(comparison: Comparison, tasks: readonly string[], naming: Naming = {}): Figure {
  const rows = tasks.flatMap((task) => comparison.rows.filter((row) => row.task === task && row.difference !== null));
  const unit = comparison.design.splits > 1 ? 'split' : 'seed';
  const scale = findDifferenceScale(rows);
  const marks = rows.map((row, y): Mark => ({
    kind: 'points',
    label: `${row.task} · ${nameOfArm(row.arm, naming)}`,
    task: tasks.indexOf(row.task),
    shape: 'open',
    points: differencesOf(row).map(({ difference }) => [difference / scale.unitOf(row), y]),
  }));
  const below = rows
    .map((row) => `${row.task}, ${sayArm(row.arm, naming)}: ${row.wins} of ${row.n} above zero`)
    .join('; ');
  return {
    id: 'seeds',
    title: `Every ${unit}`,
    subtitle: `one point a ${unit}, arm against baseline, ${scale.subtitle}`,
    summary:
      rows.length === 0
        ? 'No pair of defined values.'
        : `${sayCount(comparison.design.units, unit)} behind each comparison, arm against baseline on the same rows and seeds; positive is better. ${below}.`,
    x: { title: scale.title, kind: 'linear', categories: [], range: null },
    y: {
      title: 'Task and arm',
      kind: 'category',
      categories: rows.map((row) => `${row.task} · ${nameOfArm(row.arm, naming)}`),
      range: null,
    },
    zeroLine: true,
    marks,
    table: {
      columns: ['Task', 'Arm', 'Metric', 'Split', 'Seed', 'Value', 'Baseline value', 'Difference'],
      rows: rows.flatMap((row) =>
        differencesOf(row).map((entry) => [
          row.task,
          nameOfArm(row.arm, naming),
          row.metric,
          entry.split,
          entry.seed,
          entry.value,
          entry.baseline,
          entry.difference,
        ]),
      ),
    },
  };
}

interface UnitDifference {
  readonly split: number;
  readonly seed: number | null;
  readonly value: number;
  readonly baseline: number;
  readonly difference: number;
}

/** Oriented as the row is: the sign of the row's mean difference tells whether higher is better. */
function differencesOf(row: ComparisonRow): UnitDifference[] {
  const raw = (row.mean ?? 0) - (row.baselineMean ?? 0);
  const flipped = raw !== 0 && row.difference !== null && Math.sign(raw) !== Math.sign(row.difference);
  return row.units.flatMap(({ split, seed, value, baseline }) =>
    value === null || baseline === null
      ? []
      : [{ split, seed, value, baseline, difference: flipped ? baseline - value : value - baseline }],
  );
}
