import type { Comparison } from '../../contract/comparison.ts';
import { nameOfArm, type Naming } from '../compare/naming.ts';
import { sayChoice } from '../compare/summarize-choices.ts';
import { renderTable } from './html.ts';

/** What the runs of alternatives chose for themselves: groups of tasks, sources, penalties. */
export function renderChoiceTable({ choices }: Comparison, naming: Naming): string {
  return renderTable({
    caption: 'What each run settled for itself, on its validation rows or from the study; test rows settle nothing',
    columns: ['Arm', 'What', 'Value'],
    textColumns: [1, 2],
    groups: [
      {
        heading: null,
        rows: choices.map((choice) => ({
          cells: [nameOfArm(choice.arm, naming), choice.name, sayChoice(choice)],
        })),
      },
    ],
  });
}
