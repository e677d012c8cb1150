import type { Cohort } from '../../../src-main/contract/explain.ts';
import { decimalsFor, formatInterval, formatNumber, formatP } from '../../component/number-format.svelte.ts';
import type { Column } from '../../component/table-content.ts';
import { readingLook } from '../compare/reading.ts';

/** Columns of the cohorts: twin and arm side by side, their difference and how it reads. */
export function cohortColumns(cohorts: readonly Cohort[], metric: string): Column<Cohort>[] {
  const decimals = decimalsFor(
    cohorts.flatMap(({ comparison }) => [comparison.mean, comparison.baselineMean]),
    cohorts.map(({ comparison }) => comparison.difference),
  );
  return [
    { id: 'column', label: 'Input', sortable: true, value: ({ column }) => column },
    { id: 'level', label: 'Cohort', value: ({ level }) => level },
    {
      id: 'rows',
      label: 'Test rows',
      title: 'Labelled rows in a test part, mean over replicates',
      numeric: true,
      sortable: true,
      value: ({ rows }) => rows,
      text: ({ rows }) => formatNumber(rows, { decimals: 0 }),
    },
    {
      id: 'twin',
      label: `Twin, ${metric}`,
      numeric: true,
      sortable: true,
      value: ({ comparison }) => comparison.baselineMean,
      text: ({ comparison }) => formatNumber(comparison.baselineMean, { decimals }),
    },
    {
      id: 'arm',
      label: `Arm, ${metric}`,
      numeric: true,
      sortable: true,
      value: ({ comparison }) => comparison.mean,
      text: ({ comparison }) => formatNumber(comparison.mean, { decimals }),
    },
    {
      id: 'difference',
      label: 'Difference',
      title: 'Positive is better',
      numeric: true,
      sortable: true,
      value: ({ comparison }) => comparison.difference,
      text: ({ comparison }) => formatNumber(comparison.difference, { decimals, signed: true }),
    },
    {
      id: 'interval',
      label: '95 % interval',
      title: 'Of this cohort alone, corrected for training rows in common',
      numeric: true,
      value: ({ comparison }) => comparison.ci95?.join(' ') ?? null,
      text: ({ comparison }) => formatInterval(comparison.ci95, { decimals }),
    },
    {
      id: 'p',
      label: 'Holm p',
      numeric: true,
      sortable: true,
      value: ({ comparison }) => comparison.pHolm,
      text: ({ comparison }) => formatP(comparison.pHolm),
    },
    {
      id: 'n',
      label: 'n',
      title: 'Paired values: splits, or seeds of the only split',
      numeric: true,
      sortable: true,
      value: ({ comparison }) => comparison.n,
    },
    {
      id: 'reading',
      label: 'Reading',
      value: ({ comparison }) => comparison.reason ?? readingLook[comparison.reading].text,
    },
  ];
}
