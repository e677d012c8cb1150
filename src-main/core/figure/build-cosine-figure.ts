import type { GradientCosine } from '../../contract/comparison.ts';
import type { Figure } from '../../contract/figure.ts';
import { sayArm, type Naming } from '../compare/naming.ts';
import { formatFixed } from '../compare/wording.ts';

interface CosineMatrix {
  readonly arm: string;
  readonly tasks: readonly string[];
  readonly matrix: readonly (readonly (number | null)[])[];
  readonly conflictRate: readonly (readonly (number | null)[])[];
}

/** Cosines between the tasks' gradients of the shared parameters under one arm; below zero the tasks pull apart. */
export function buildCosineFigure(cosines: CosineMatrix, naming: Naming = {}): Figure {
  const { arm, matrix, conflictRate } = cosines;
  const tasks = [...cosines.tasks];
  const pairs = tasks.flatMap((taskA, row) =>
    tasks.slice(row + 1).map((taskB, offset) => ({
      taskA,
      taskB,
      mean: matrix[row]?.[row + 1 + offset] ?? null,
      conflictRate: conflictRate[row]?.[row + 1 + offset] ?? null,
    })),
  );
  const said = pairs.flatMap((pair) =>
    pair.mean === null
      ? []
      : [
          `${pair.taskA} and ${pair.taskB} ${formatFixed(pair.mean, 2)}${pair.conflictRate === null ? '' : ` (opposed in ${formatFixed(100 * pair.conflictRate, 0)} %)`}`,
        ],
  );
  return {
    id: `cosines-${arm}`,
    title: `Gradient cosines under ${sayArm(arm, naming)}`,
    subtitle: 'between the tasks’ gradients of the shared parameters; below zero the tasks pull apart',
    summary: said.length === 0 ? 'No cosine was measured.' : `Mean cosines: ${said.join('; ')}.`,
    x: { title: 'Task', kind: 'category', categories: tasks, range: null },
    y: { title: 'Task', kind: 'category', categories: tasks, range: null },
    zeroLine: false,
    marks: [
      {
        kind: 'heat',
        label: 'Cosine',
        xLabels: tasks,
        yLabels: tasks,
        values: tasks.map((_, row) => tasks.map((__, column) => matrix[row]?.[column] ?? null)),
        minimum: -1,
        maximum: 1,
      },
    ],
    table: {
      columns: ['Task', 'Task', 'Mean cosine', 'Conflict rate'],
      rows: pairs.map((pair) => [pair.taskA, pair.taskB, pair.mean, pair.conflictRate]),
    },
  };
}

/** The pairs of a comparison as the matrix of one arm, tasks in the order given. */
export function cosineMatrix(pairs: readonly GradientCosine[], arm: string, tasks: readonly string[]): CosineMatrix {
  const find = (taskA: string, taskB: string): GradientCosine | undefined =>
    pairs.find(
      (pair) =>
        pair.arm === arm &&
        ((pair.taskA === taskA && pair.taskB === taskB) || (pair.taskA === taskB && pair.taskB === taskA)),
    );
  return {
    arm,
    tasks,
    matrix: tasks.map((row) => tasks.map((column) => (row === column ? 1 : (find(row, column)?.mean ?? null)))),
    conflictRate: tasks.map((row) =>
      tasks.map((column) => (row === column ? 0 : (find(row, column)?.conflictRate ?? null))),
    ),
  };
}
