import type { Figure, Mark } from '../../src-main/contract/figure.ts';
import type { LabResult, LabScenario, LabSeries, LabTheory } from '../../src-main/contract/lab.ts';

type Formatter = (value: number) => string;

/**
 * The closed form as lines and what was trained as points with their intervals; where x is a category, rows with intervals
 * across. `result` null draws the closed form alone.
 */
export function labFigure(
  scenario: LabScenario,
  theory: LabTheory,
  result: LabResult | null,
  format: Formatter,
): Figure {
  const drawn = scenario.series.filter((series) => series.drawn);
  const isByRow = scenario.x.kind === 'category';
  const marks = isByRow ? rowMarks(drawn, theory, result) : curveMarks(drawn, theory, result);
  return {
    id: `lab-${scenario.name}`,
    title: scenario.title,
    subtitle: isByRow ? rowSubtitle(drawn) : subtitleOf(result),
    summary: summaryOf(scenario, theory, result, format),
    x: isByRow ? { ...scenario.y } : { ...scenario.x },
    y: isByRow ? { ...scenario.x } : { ...scenario.y },
    zeroLine: isByRow,
    marks,
    table: tableOf(scenario, theory, result),
  };
}

function subtitleOf(result: LabResult | null): string {
  return result === null ? 'lines: closed form' : 'lines: closed form · points: trained, 95 %';
}

/** Rows have no ends at which a name could stand. */
function rowSubtitle(drawn: readonly LabSeries[]): string {
  return `${drawn.map(({ label }, place) => `${symbolOf(place)} ${label}`).join(' · ')} · ○ closed form`;
}

function symbolOf(place: number): string {
  return place % 2 === 0 ? '●' : '■';
}

function curveMarks(drawn: readonly LabSeries[], theory: LabTheory, result: LabResult | null): Mark[] {
  const lines = drawn.flatMap((series): Mark[] => {
    const points = pointsOf(theory, series).sort((one, other) => one[0] - other[0]);
    const { label, task, dash } = series;
    return points.length === 0 ? [] : [{ kind: 'line', label, task, dash, points }];
  });
  const markers = theory.markers.map(({ label, x, y }): Mark => ({
    kind: 'points',
    label,
    task: null,
    shape: 'open',
    points: [[x, y]],
    text: true,
  }));
  return [...lines, ...markers, ...drawn.flatMap((series) => trainedMarks(series, result, lines))];
}

/** The intervals first, so that the points lie over them; a series without a curve has its name at its points. */
function trainedMarks(series: LabSeries, result: LabResult | null, lines: readonly Mark[]): Mark[] {
  const own = (result?.trained ?? [])
    .filter((point) => point.series === series.id)
    .sort((one, other) => one.x - other.x);
  if (own.length === 0) return [];
  const { label, task, dash } = series;
  const intervals = own.flatMap(({ x, ci95 }): Mark[] =>
    ci95 === null
      ? []
      : [
          {
            kind: 'line',
            label: '',
            task,
            dash: 'solid',
            points: [
              [x, ci95[0]],
              [x, ci95[1]],
            ],
          },
        ],
  );
  const points = own.map(({ x, mean }): [number, number] => [x, mean]);
  const hasCurve = lines.some((line) => line.label === label);
  const named: Mark[] = hasCurve ? [] : [{ kind: 'line', label, task, dash: dash === 'solid' ? 'dot' : dash, points }];
  return [
    ...intervals,
    ...named,
    { kind: 'points', label: `${label}, trained`, task, shape: task === null ? 'square' : 'circle', points },
  ];
}

/** Two series share a row, one above the other; the closed form is an open mark. */
function rowMarks(drawn: readonly LabSeries[], theory: LabTheory, result: LabResult | null): Mark[] {
  return drawn.flatMap(({ id, label, task }, place) => {
    const lift = drawn.length < 2 ? 0 : 0.36 * (place / (drawn.length - 1) - 0.5);
    const trained = (result?.trained ?? []).filter((point) => point.series === id);
    const known = theory.theory.filter((point) => point.series === id);
    return [
      ...trained.flatMap(({ x, ci95 }): Mark[] =>
        ci95 === null
          ? []
          : [
              {
                kind: 'line',
                label: '',
                task,
                dash: 'solid',
                points: [
                  [ci95[0], x + lift],
                  [ci95[1], x + lift],
                ],
              },
            ],
      ),
      {
        kind: 'points',
        label: `${label}, closed form`,
        task,
        shape: 'open',
        points: known.map(({ x, y }): [number, number] => [y, x + lift]),
      },
      {
        kind: 'points',
        label,
        task,
        shape: place % 2 === 0 ? 'circle' : 'square',
        points: trained.map(({ x, mean }): [number, number] => [mean, x + lift]),
      },
    ];
  });
}

function pointsOf(theory: LabTheory, series: LabSeries): [number, number][] {
  return theory.theory.filter((point) => point.series === series.id).map(({ x, y }): [number, number] => [x, y]);
}

/** Every trained place with its closed form; before anything is trained, the curve itself. */
function tableOf(scenario: LabScenario, theory: LabTheory, result: LabResult | null): Figure['table'] {
  const columns = [scenario.x.title, 'series', 'closed form', 'trained, mean', '95 % low', '95 % high', 'replicates'];
  const nameOf = (id: string): string => scenario.series.find((series) => series.id === id)?.label ?? id;
  const placeOf = (x: number): string | number =>
    scenario.x.kind === 'category' ? (scenario.x.categories[x] ?? String(x)) : x;
  if (result === null) {
    return {
      columns,
      rows: theory.theory.map(({ series, x, y }) => [placeOf(x), nameOf(series), y, null, null, null, null]),
    };
  }
  const rows = [...result.trained]
    .sort((one, other) => one.x - other.x)
    .map(({ series, x, mean, ci95, n }) => {
      const known = theory.theory.find((point) => point.series === series && point.x === x)?.y ?? null;
      return [placeOf(x), nameOf(series), known, mean, ci95?.[0] ?? null, ci95?.[1] ?? null, n];
    });
  return { columns, rows };
}

function summaryOf(scenario: LabScenario, theory: LabTheory, result: LabResult | null, format: Formatter): string {
  const parts = scenario.series
    .filter((series) => series.drawn)
    .map((series) => {
      const values = (result?.trained ?? []).filter((point) => point.series === series.id).map((point) => point.mean);
      if (values.length === 0) return `${series.label}: closed form only`;
      return `${series.label}, trained: from ${format(Math.min(...values))} to ${format(Math.max(...values))}`;
    });
  return `${scenario.y.title} by ${scenario.x.title}. ${parts.join('; ')}. ${(result ?? theory).reading}`;
}
