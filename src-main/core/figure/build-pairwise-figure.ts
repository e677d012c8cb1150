import type { Figure } from '../../contract/figure.ts';
import { nameOfArm, sayMetric, type Naming } from '../compare/naming.ts';
import type { PairRow } from '../compare/pairwise.ts';
import { sayCount } from '../compare/wording.ts';

/**
 * Every arm against every other on one task: P(better) - P(worse) of the Bayesian correlated t test, row against column,
 * beyond the region of practical equivalence. Blank where there is no test.
 */
export function buildPairwiseFigure(
  place: { readonly task: string; readonly metric: string },
  { arms, pairs }: { readonly arms: readonly string[]; readonly pairs: readonly PairRow[] },
  naming: Naming = {},
): Figure {
  const names = arms.map((arm) => nameOfArm(arm, naming));
  const settled = pairs.filter(({ reading }) => reading === 'better' || reading === 'worse').length;
  return {
    id: `pairwise-${place.task}`,
    title: 'Every arm against every other',
    subtitle: `${place.task}, ${sayMetric(place.metric, naming)}: P(better) − P(worse), row against column`,
    summary: `Of ${sayCount(pairs.length, 'pair')} of arms on ${place.task}, ${settled} differ by the corrected test after Holm's correction over these pairs; for the others there is no evidence of a difference.`,
    x: { title: 'Against', kind: 'category', categories: names, range: null },
    y: { title: 'Arm', kind: 'category', categories: names, range: null },
    zeroLine: false,
    marks: [
      {
        kind: 'heat',
        label: 'P(better) − P(worse)',
        xLabels: names,
        yLabels: names,
        values: arms.map((arm) => arms.map((other) => leaning(pairs, arm, other))),
        minimum: -1,
        maximum: 1,
      },
    ],
    table: {
      columns: [
        'Arm',
        'Against',
        'Metric',
        'Difference',
        'Low',
        'High',
        'P better',
        'P equal',
        'P worse',
        'p',
        `p (Holm, m = ${pairs.length})`,
        'Reading',
      ],
      rows: pairs.map((row) => [
        nameOfArm(row.arm, naming),
        nameOfArm(row.baseline, naming),
        row.metric,
        row.difference,
        row.ci95?.[0] ?? null,
        row.ci95?.[1] ?? null,
        row.pBetter,
        row.pEqual,
        row.pWorse,
        row.p,
        row.pHolm,
        row.reading,
      ]),
    },
  };
}

function leaning(pairs: readonly PairRow[], arm: string, other: string): number | null {
  const direct = pairs.find((row) => row.arm === arm && row.baseline === other);
  const turned = pairs.find((row) => row.arm === other && row.baseline === arm);
  const row = direct ?? turned;
  if (row === undefined || row.pBetter === null || row.pWorse === null) return null;
  return (direct === undefined ? -1 : 1) * (row.pBetter - row.pWorse);
}
