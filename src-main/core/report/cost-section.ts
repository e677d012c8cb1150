import type { NetworkDrawing } from '../../contract/method.ts';
import { endSentence, formatNumber, sayCount } from '../compare/wording.ts';
import { renderList, renderTable } from './html.ts';
import { nameRunArm, namingOf } from './naming.ts';
import type { ReportRecord } from './record.ts';
import { definitionTable } from './settings-section.ts';

/** Trainings, time and size: what the result cost. */
export function renderCost(record: ReportRecord): string {
  const { runs, cost } = record;
  const alarms = (record.live?.alarms ?? []).map(({ kind, message, remedy }) =>
    kind === 'negative-transfer' ? endSentence(message) : `${endSentence(message)} ${remedy}`,
  );
  const naming = namingOf(record);
  const arms = [...new Set(runs.map((run) => run.arm))];
  const count = (arm: string, wanted: string): string =>
    String(runs.filter((run) => run.arm === arm && run.status === wanted).length);
  const meanOf = (values: readonly number[]): string =>
    values.length === 0 ? '–' : formatNumber(values.reduce((sum, value) => sum + value, 0) / values.length);
  const seconds = (value: number): string => `${formatNumber(value)} s`;
  const entries: (readonly [string, string])[] = [
    ['Trainings', `${runs.length}, of which ${runs.filter((run) => run.status === 'completed').length} completed`],
  ];
  if (cost !== null) {
    entries.push(
      ['Time from start to end', seconds(cost.wallSeconds)],
      [
        'Time of the trainers, side by side',
        `compiling ${seconds(cost.compileSeconds)}, training ${seconds(cost.trainSeconds)}, evaluating ${seconds(cost.evaluateSeconds)}`,
      ],
    );
    entries.push(...cost.networks.map(describeSize));
    const [first] = cost.networks;
    if (first !== undefined) {
      entries.push([
        'All single-task twins together',
        `${first.twinParameters} parameters, ${first.twinMultiplyAdds} multiply-adds a row`,
      ]);
    }
  }
  return (
    definitionTable(`${sayCount(arms.length, 'arm')}, twins included`, entries) +
    renderTable({
      caption: 'Runs; epochs are means over completed runs',
      columns: ['Arm', 'Completed', 'Failed', 'Epochs trained', 'Best epoch'],
      groups: [
        {
          heading: null,
          rows: arms.map((arm) => {
            const done = runs.filter((run) => run.arm === arm && run.status === 'completed');
            return {
              cells: [
                nameRunArm(arm, naming),
                count(arm, 'completed'),
                count(arm, 'failed'),
                meanOf(done.map((run) => run.epochsTrained)),
                meanOf(done.flatMap((run) => run.bestEpoch ?? [])),
              ],
            };
          }),
        },
      ],
    }) +
    (alarms.length === 0 ? '' : `<h3>Alarms of the training</h3>${renderList([...new Set(alarms)], '')}`)
  );
}

/** How large a network is, and how large beside all twins. */
function describeSize(network: NetworkDrawing): readonly [string, string] {
  const { sharedParameters, ownParameters, totalParameters, frozenParameters, multiplyAdds } = network;
  const times = (mine: number, twins: number): string => `${formatNumber(mine / twins)} times those of all twins`;
  const frozen = frozenParameters > 0 ? `, ${frozenParameters} frozen` : '';
  return [
    `Network: ${network.name}`,
    `${totalParameters} parameters (${sharedParameters} that several tasks train, ${ownParameters} of single tasks${frozen}), ${times(totalParameters, network.twinParameters)}; ${multiplyAdds} multiply-adds a row, ${times(multiplyAdds, network.twinMultiplyAdds)}`,
  ];
}
