import type { Reading, Verdict } from '../../contract/comparison.ts';
import { nameOfArm, sayArm } from '../compare/naming.ts';
import { escapeHtml, paragraph, renderTable, section, type Cell } from './html.ts';
import { namingOf } from './naming.ts';
import type { ReportRecord } from './record.ts';

const readings: Readonly<Record<Reading, string>> = {
  better: '▲ better',
  worse: '▼ worse',
  equal: '= practically equal (ROPE)',
  safe: '○ no evidence of a difference; a loss is unlikely',
  open: '○ no evidence of a difference',
};

export function readingChip(reading: Reading): Cell {
  return { markup: `<span class="chip ${reading}">${escapeHtml(readings[reading])}</span>` };
}

type TaskVerdict = Verdict['tasks'][number];

function taskRow(task: TaskVerdict): { cells: Cell[] } {
  return { cells: [task.task, readingChip(task.verdict), task.reason] };
}

/** The answer: the overall verdict, and each task under the arm it speaks of. */
export function renderVerdict(record: ReportRecord): string {
  const { verdict, comparison } = record;
  const { overall } = verdict;
  const own = verdict.tasks.filter((task) => task.arm === overall.arm);
  const table =
    overall.arm === null || own.length === 0
      ? ''
      : renderTable({
          caption: `Each task with ${sayArm(overall.arm, namingOf(record))}, ${comparison.design.claim}; differences: positive is better`,
          columns: ['Task', 'Verdict', 'Difference and reason'],
          textColumns: [1, 2],
          groups: [{ heading: null, rows: own.map(taskRow) }],
          className: 'reasons',
        });
  return `<section class="verdict ${overall.kind}"><h2>${escapeHtml(overall.title)}</h2>${paragraph(overall.reason)}${table}</section>`;
}

/** The same rule for each arm that was not chosen. */
export function renderOtherArms(record: ReportRecord): string {
  const { verdict } = record;
  const naming = namingOf(record);
  const others = verdict.arms.filter((arm) => arm.arm !== verdict.overall.arm);
  if (others.length === 0) return '';
  const groups = others.map(({ arm, title, reason }) => ({
    heading: {
      markup: `${escapeHtml(nameOfArm(arm ?? '', naming))}: ${escapeHtml(title)}<span class="why">${escapeHtml(reason)}</span>`,
    },
    rows: verdict.tasks.filter((task) => task.arm === arm).map(taskRow),
  }));
  return section(
    'The other arms',
    renderTable({
      caption: 'The same rule for each; differences: positive is better',
      columns: ['Task', 'Verdict', 'Difference and reason'],
      textColumns: [1, 2],
      groups,
      className: 'reasons',
    }),
  );
}
