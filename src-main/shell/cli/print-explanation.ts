import { scenarioOf } from '../../contract/cause.ts';
import type { ClassificationView, CohortsView, CurveArea, Explanation, RowExample } from '../../contract/explain.ts';
import { formatTable, type Terminal } from './terminal.ts';

const mostRows = 5;
const mostCohorts = 10;

/** One task under one arm beside its twin: what was found, the errors, the rows that changed and the cohorts. */
export function printExplanation(terminal: Terminal, explanation: Explanation): void {
  const { task, arm, coverage, why, classification, regression, rows, cohorts } = explanation;
  terminal.print(`${task} with ${arm}, beside its single-task twin\n${coverage.sentence}\n`);
  if (why.comparison !== null) terminal.print(why.comparison.sentence);
  for (const { sentence, cause } of why.findings) {
    const scenario =
      cause === null ? '' : `  → tandem lab ${scenarioOf(cause, why.comparison?.reading ?? 'open').scenario}`;
    terminal.print(`  ${sentence}${scenario}`);
  }
  if (classification !== null) printClasses(terminal, classification);
  if (regression !== null) {
    const { twin, arm: own } = regression.residuals;
    terminal.print('\nResiduals (observed less predicted)');
    terminal.print(
      formatTable({
        header: ['', 'mean', 'SD', '5 %', 'median', '95 %', 'median of sizes'],
        rightAligned: [1, 2, 3, 4, 5, 6],
        rows: [
          { name: 'twin', side: twin },
          { name: 'arm', side: own },
        ].map(({ name, side }) => [
          name,
          ...[side.mean, side.sd, side.low, side.median, side.high, side.medianAbsolute].map(show),
        ]),
      }),
    );
  }
  terminal.print(`\nRows\n${rows.sentence}`);
  printExamples(terminal, explanation, 'fixed');
  printExamples(terminal, explanation, 'broken');
  printCohorts(terminal, cohorts);
  terminal.print('');
}

function printClasses(terminal: Terminal, view: ClassificationView): void {
  for (const side of ['twin', 'arm'] as const) {
    terminal.print(`\nConfusion of the ${side}: true class down, predicted across`);
    terminal.print(
      formatTable({
        header: ['', ...view.classes, 'right'],
        rightAligned: view.classes.map((_, place) => place + 1).concat(view.classes.length + 1),
        rows: view.confusion[side].map((counts, truth) => {
          const all = counts.reduce((sum, count) => sum + count, 0);
          const right = all === 0 ? '–' : `${((100 * (counts[truth] ?? 0)) / all).toFixed(1)} %`;
          return [view.classes[truth] ?? '', ...counts.map(String), right];
        }),
      }),
    );
  }
  const { areas, positive } = view.curves;
  terminal.print(`\nAs ‘${positive}’ against the rest, mean over replicates (range)`);
  terminal.print(
    formatTable({
      header: ['', 'twin', 'arm'],
      rightAligned: [1, 2],
      rows: [
        ['area under ROC', showArea(areas.roc.twin), showArea(areas.roc.arm)],
        ['average precision', showArea(areas.precisionRecall.twin), showArea(areas.precisionRecall.arm)],
        ['calibration error', show(view.calibrationError.twin), show(view.calibrationError.arm)],
      ],
    }),
  );
}

function printExamples(terminal: Terminal, { rows, type }: Explanation, kind: 'fixed' | 'broken'): void {
  const examples = rows.examples[kind].slice(0, mostRows);
  if (examples.length === 0) return;
  const title =
    type === 'regression'
      ? { fixed: 'Closer', broken: 'Farther off' }[kind]
      : { fixed: 'Fixed', broken: 'Broken' }[kind];
  terminal.print(`\n${title}, ${examples.length} of ${rows[kind]}`);
  const score = type === 'regression' ? 'error' : 'right';
  terminal.print(
    formatTable({
      header: ['row', 'true', 'twin', 'arm', `${score}, twin`, `${score}, arm`, 'n', ...rows.columns],
      rightAligned: [0, 4, 5, 6],
      rows: examples.map((example: RowExample) => [
        String(example.row),
        example.truth,
        example.twin,
        example.arm,
        show(example.score.twin),
        show(example.score.arm),
        String(example.replicates),
        ...example.cells.map((cell) => cell ?? '–'),
      ]),
    }),
  );
}

function printCohorts(terminal: Terminal, { cohorts, sentence }: CohortsView): void {
  terminal.print(`\nCohorts\n${sentence}`);
  if (cohorts.length === 0) return;
  terminal.print(
    formatTable({
      header: ['input', 'cohort', 'rows', 'twin', 'arm', 'difference', '95 % CI', 'p (Holm)', 'reading'],
      rightAligned: [2, 3, 4, 5, 6, 7],
      rows: cohorts
        .slice(0, mostCohorts)
        .map(({ column, level, rows, comparison }) => [
          column,
          level,
          rows.toFixed(1),
          show(comparison.baselineMean),
          show(comparison.mean),
          show(comparison.difference),
          comparison.ci95 === null ? '–' : `[${comparison.ci95.map(show).join(', ')}]`,
          comparison.pHolm === null ? '–' : comparison.pHolm.toFixed(3),
          comparison.reason ?? comparison.reading,
        ]),
    }),
  );
  if (cohorts.length > mostCohorts) terminal.print(`${cohorts.length - mostCohorts} more in --json.`);
}

function showArea({ mean, low, high, replicates }: CurveArea): string {
  if (mean === null) return '–';
  return replicates < 2 ? show(mean) : `${show(mean)} (${show(low)} to ${show(high)})`;
}

function show(value: number | null): string {
  return value === null ? '–' : String(Number(value.toPrecision(3))).replace('-', '−');
}
