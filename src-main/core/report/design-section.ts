import { formatFixed, formatNumber, formatP, sayCount } from '../compare/wording.ts';
import { escapeHtml, paragraph, renderList, renderTable } from './html.ts';
import type { ReportRecord } from './record.ts';

/** What the plan could and could not show, known before anything was trained. */
export function renderDesign({ design }: ReportRecord): string {
  if (design === null)
    return paragraph('The design check could not be repeated: the data are no longer in the workspace.');
  const sd = 'SD of the paired differences';
  const numbers: (readonly [string, string])[] = [
    ['Paired units', sayCount(design.units, design.unitName.slice(0, -1))],
    ['Rows in training, validation and test, least', `${design.nTrain}, ${design.nValidation} and ${design.nTest}`],
    ['n_test / n_train of the correction', formatFixed(design.rho, 2)],
    ['Comparisons in the Holm family', String(design.family)],
    [
      'Smallest difference found with 80 % power, before Holm',
      design.detectableDifference === null ? 'none' : `${formatNumber(design.detectableDifference)} ${sd}`,
    ],
    [
      'The same with any number of splits',
      design.detectableLimit === 0 ? '–' : `${formatNumber(design.detectableLimit)} ${sd}`,
    ],
    [
      'Least p of a Wilcoxon test, and after Holm',
      design.leastP === null || design.leastPHolm === null
        ? '–'
        : `${formatP(design.leastP)} and ${formatP(design.leastPHolm)}`,
    ],
  ];
  const rows = numbers.map(
    ([name, value]) => `<tr><th scope="row">${escapeHtml(name)}</th><td>${escapeHtml(value)}</td></tr>`,
  );
  return [
    `<dl><dt>It could show</dt><dd>${escapeHtml(design.canShow)}</dd><dt>It could not show</dt><dd>${escapeHtml(design.cannotShow)}</dd></dl>`,
    `<table class="settings"><caption>Numbers of the plan</caption><tbody>${rows.join('')}</tbody></table>`,
    renderTable({
      caption: 'Labelled rows, the least over splits',
      columns: ['Task', 'Training', 'Validation', 'Test'],
      groups: [
        {
          heading: null,
          rows: design.labels.map(({ task, train, validation, test }) => ({
            cells: [task, String(train), String(validation), String(test)],
          })),
        },
      ],
    }),
    renderTable({
      caption: 'Checklist of a fair comparison',
      columns: ['Item', 'Done', 'Explanation'],
      textColumns: [1, 2],
      groups: [
        {
          heading: null,
          rows: design.checklist.map(({ item, done, explanation }) => ({
            cells: [item, done ? '✓ yes' : '✗ no', explanation],
          })),
        },
      ],
      className: 'reasons',
    }),
    design.problems.length === 0
      ? ''
      : `<h3>Remarks of the check</h3>${renderList(
          design.problems.map((problem) => problem.message),
          '',
        )}`,
  ].join('');
}
