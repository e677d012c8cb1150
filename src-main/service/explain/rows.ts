import type { ChangedRowsView, RowExample } from '../../contract/explain.ts';
import type { Task } from '../../contract/study.ts';
import { formatFixed, formatNumber, sayCount } from '../../core/compare/wording.ts';
import { findChangedRows, type ChangedRows } from '../../core/explain/changed-rows.ts';
import { forBoth, type Both, type Side } from '../../core/explain/paired-task.ts';
import { churnOf } from '../../core/explain/row-churn.ts';
import { recordRows, saidWidth, type RowRecords } from '../../core/explain/row-record.ts';
import { cellText } from '../../core/table/cell.ts';
import type { ExplainedPair } from './explained-pair.ts';

const mostExamples = 20;
const mostColumns = 12;
const longestCell = 80;

/** Rows that sharing fixed or broke, with the inputs of those that changed most. */
export function describeRows({ spec, task, table, pairs }: ExplainedPair): ChangedRowsView {
  const records = recordRows(pairs);
  const changed = findChangedRows(task.type, records);
  const churn = forBoth((side) => churnOf(pairs, side));
  const inputs = table.columns.filter(({ name }) => spec.roles[name] === 'input').slice(0, mostColumns);
  const width = saidWidth(pairs);
  const toExample = (place: number): RowExample => {
    const row = records.rows[place] as number;
    const replicates = records.replicates[place] as number;
    const said = (side: Side): Float64Array => records.said[side].subarray(place * width, (place + 1) * width);
    return {
      row: row + 1,
      truth: sayValue(task, records.truth[place] as number),
      ...forBoth((side) => saySaid(task, said(side), replicates)),
      score: forBoth((side) => (records.score[side][place] as number) / replicates),
      replicates,
      cells: inputs.map((column) => shorten(cellText(column, row))),
    };
  };
  return {
    rows: records.rows.length,
    fixed: changed.fixed.length,
    broken: changed.broken.length,
    bothRight: changed.bothRight,
    bothWrong: changed.bothWrong,
    undecided: changed.undecided,
    churn,
    columns: inputs.map(({ name }) => name),
    examples: {
      fixed: changed.fixed.slice(0, mostExamples).map(toExample),
      broken: changed.broken.slice(0, mostExamples).map(toExample),
    },
    sentence: sayRows(task, records, changed, churn),
  };
}

/** Texts may be as long as a letter. */
function shorten(cell: string | null): string | null {
  return cell === null || cell.length <= longestCell ? cell : `${cell.slice(0, longestCell - 1)}…`;
}

function sayValue(task: Task, value: number): string {
  return task.type === 'regression' ? formatNumber(value, 4) : (task.classes[value] ?? String(value));
}

/** The class said most often, the first of equal ones; of numbers the mean. */
function saySaid(task: Task, said: Float64Array, replicates: number): string {
  if (task.type === 'regression') return formatNumber((said[0] ?? 0) / replicates, 4);
  return task.classes[said.indexOf(Math.max(...said))] ?? '';
}

function sayRows(task: Task, records: RowRecords, changed: ChangedRows, churn: Both<number | null>): string {
  const { fixed, broken, undecided } = changed;
  const rows = records.rows.length;
  const change = (side: Side): string => {
    const value = churn[side] ?? 0;
    return task.type === 'regression' ? formatNumber(value) : `${formatFixed(100 * value, 1)} %`;
  };
  const retrained =
    churn.twin === null || churn.arm === null
      ? 'How much retraining alone changes is not known: there is one seed a split.'
      : task.type === 'regression'
        ? `Another seed alone moves a prediction by ${change('twin')} on average for the twin and by ${change('arm')} for the arm.`
        : `Another seed alone gives ${change('twin')} of the rows another class for the twin, and ${change('arm')} for the arm.`;
  const counted =
    task.type === 'regression'
      ? `${sayCount(rows, 'labelled test row')}: ${fixed.length} closer with the arm and ${broken.length} farther off${undecided === 0 ? '' : `, ${undecided} the same`}, by the mean absolute error over the replicates in which the row was a test row.`
      : `${sayCount(rows, 'labelled test row')}: ${fixed.length} fixed (wrong in most replicates of the twin, right in most of the arm), ${broken.length} broken, ${changed.bothRight ?? 0} right and ${changed.bothWrong ?? 0} wrong with both${undecided === 0 ? '' : `, ${undecided} neither way in most replicates`}.`;
  return `${counted} ${retrained} Single rows prove nothing: look at them for ideas, and at the comparison for evidence.`;
}
