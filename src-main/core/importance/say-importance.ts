import { sayMetric, type Naming } from '../compare/naming.ts';
import type { Units } from '../compare/pairing.ts';
import { formatNumber, sayCount } from '../compare/wording.ts';

/** What permutation importance computed, and what it does not say. */
export function sayImportance(
  { metric, repeats, ...naming }: Naming & { readonly metric: { readonly id: string }; readonly repeats: number },
  units: Units,
  rho: number,
): string {
  const seeds = units.seeds.length > 1 ? `, ${units.seeds.length} seeds of each averaged` : '';
  const over =
    units.kind === 'splits'
      ? `Nadeau-Bengio corrected 95 % intervals over ${sayCount(units.splits.length, 'split')}${seeds} (n_test/n_train = ${formatNumber(rho, 2)})`
      : `95 % intervals over ${sayCount(units.seeds.length, 'seed')} of one split, which say nothing about other data`;
  return [
    `How much worse ${sayMetric(metric.id, naming)} gets on the labelled test rows when one input, with all that comes of it, is dealt anew among them: mean of ${sayCount(repeats, 'seeded permutation')}, the same for both; no model is trained again.`,
    `${over}; each is of its row alone.`,
    'Test rows choose nothing here: it describes what these models rely on, not what causes the task.',
    'Inputs that go together share importance or stand in for one another, and permuting one makes rows that may not occur.',
    'An interval that contains zero is no evidence of reliance, not evidence of none.',
  ].join(' ');
}
