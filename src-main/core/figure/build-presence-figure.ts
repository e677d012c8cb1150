import type { Presence } from '../../contract/audit.ts';
import type { Figure, Mark } from '../../contract/figure.ts';

const mostDrawn = 14;

/** Which combinations of labels the rows carry: a row a combination, a column a task; filled where labelled. */
export function buildPresenceFigure({ tasks, rows, combinations, combinationCount }: Presence): Figure {
  const drawn = combinations.slice(0, mostDrawn);
  const share = (count: number): string => `${rows === 0 ? 0 : Math.round((100 * count) / rows)} %`;
  const left = combinationCount - drawn.length;
  const marks: Mark[] = tasks.flatMap((task, index): Mark[] => {
    const pointsOf = (wanted: boolean): [number, number][] =>
      drawn.flatMap(({ labelled }, place): [number, number][] => (labelled[index] === wanted ? [[index, place]] : []));
    return [
      { kind: 'points', label: `${task}: labelled`, task: index, shape: 'square', points: pointsOf(true) },
      { kind: 'points', label: `${task}: no label`, task: null, shape: 'open', points: pointsOf(false) },
    ];
  });
  const [most] = drawn;
  const names = (labelled: readonly boolean[]): string =>
    tasks.filter((_, index) => labelled[index]).join(', ') || 'none';
  return {
    id: 'label-presence',
    title: 'Label presence',
    subtitle: `which labels the ${rows} rows carry; filled: labelled${left > 0 ? `; ${left} rarer combinations are in the table` : ''}`,
    summary:
      most === undefined
        ? 'No task is chosen.'
        : `${combinationCount} combinations of labels occur; the most frequent, in ${share(most.rows)} of the rows, is ${names(most.labelled)}.`,
    x: { title: '', kind: 'category', categories: [...tasks], range: null },
    y: {
      title: 'Rows',
      kind: 'category',
      categories: drawn.map((entry) => `${entry.rows} rows, ${share(entry.rows)}`),
      range: null,
    },
    zeroLine: false,
    marks: marks.filter((mark) => mark.kind !== 'points' || mark.points.length > 0),
    table: {
      columns: [...tasks, 'Rows', 'Share of rows'],
      rows: combinations.map((entry) => [
        ...entry.labelled.map((is) => (is ? 'labelled' : 'no label')),
        entry.rows,
        rows === 0 ? null : entry.rows / rows,
      ]),
    },
  };
}
