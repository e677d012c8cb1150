import type { Comparison, Verdict } from '../../contract/comparison.ts';
import { toChoiceTable, toDeltaTable, toResultTable, type Naming } from '../../service/result-table.ts';
import { formatTable, type Terminal } from './terminal.ts';

/** The table of results, Delta-MTL, the verdict with its reason, and what the numbers rest on. */
export function printComparison(
  terminal: Terminal,
  comparison: Comparison,
  verdict: Verdict,
  naming: Naming = {},
): void {
  terminal.print(formatTable(toResultTable(comparison, naming)));
  terminal.print('');
  terminal.print(formatTable(toDeltaTable(comparison, naming)));
  const choices = toChoiceTable(comparison, naming);
  if (choices.rows.length > 0) terminal.print(`\n${formatTable(choices)}`);
  terminal.print(`\n${verdict.overall.title}\n${verdict.overall.reason}`);
  for (const task of verdict.tasks.filter(
    ({ arm, verdict: reading }) => arm === verdict.overall.arm && reading === 'worse',
  )) {
    terminal.print(`${task.task}: ${task.reason}`);
  }
  terminal.print(`\n${comparison.design.footnote}`);
  for (const warning of comparison.warnings) terminal.print(`Note: ${warning}`);
}
