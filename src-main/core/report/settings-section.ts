import { nameEngineAndTensorFlow } from '../../contract/engine-name.ts';
import { nameArm } from '../../contract/arm-name.ts';
import { endSentence, formatFixed, formatNumber, sayCount, trimZeros } from '../compare/wording.ts';
import { escapeHtml, renderTable } from './html.ts';
import { nameOfMetric, nameRunArm, namingOf } from './naming.ts';
import { renderInputs } from './input-table.ts';
import type { ReportRecord } from './record.ts';
import { listSharingForms } from './sharing-section.ts';
import { splitNames } from './split-name.ts';

/** Names and values, a row each. */
export function definitionTable(caption: string, entries: readonly (readonly [string, string])[]): string {
  const rows = entries.map(
    ([name, value]) => `<tr><th scope="row">${escapeHtml(name)}</th><td>${escapeHtml(value)}</td></tr>`,
  );
  return `<table class="settings"><caption>${escapeHtml(caption)}</caption><tbody>${rows.join('')}</tbody></table>`;
}

/** Data, tasks, protocol, network, training and versions: enough to run the study again. */
export function renderSettings(record: ReportRecord): string {
  const { study, dataset, comparison, versions } = record;
  const { spec } = study;
  const { split, network, training } = spec;
  const columnsWith = (role: string): string =>
    Object.keys(spec.roles)
      .filter((column) => spec.roles[column] === role)
      .join(', ') || 'none';
  const optimizer = training.optimizer === 'adam' ? 'Adam' : `SGD with momentum ${training.momentum}`;
  return [
    definitionTable('Data', [
      ['Data set', dataset.name],
      ['File', dataset.fileName],
      ['Rows', String(dataset.description.rows)],
      ['Content hash (SHA-256)', dataset.contentHash],
      [
        'Encoding, delimiter, decimal mark',
        `${dataset.description.options.encoding}, ${sayDelimiter(dataset.description.options.delimiter)}, ${dataset.description.options.decimalMark}`,
      ],
      ['Missing tokens', dataset.description.options.missingTokens.map((token) => `“${token}”`).join(' ') || 'none'],
      ['Imported', dataset.createdAt],
      ['Inputs', columnsWith('input')],
      ['Left out', `ignored: ${columnsWith('ignore')}; identifiers: ${columnsWith('id')}`],
    ]),
    renderInputs(record.inputs ?? []),
    renderTable({
      caption: 'Tasks',
      columns: ['Task', 'Type', 'Loss', 'Primary metric', 'Classes', 'ROPE'],
      textColumns: [1, 2, 3, 4],
      groups: [
        {
          heading: null,
          rows: spec.tasks.map((task) => ({
            cells: [
              task.column,
              task.type,
              record.catalogue.losses.find((loss) => loss.id === task.loss)?.name ?? task.loss,
              nameOfMetric(task.primaryMetric, namingOf(record)),
              task.classes.join(', ') || '–',
              task.rope === null ? 'default' : `±${formatNumber(task.rope)}`,
            ],
          })),
        },
      ],
    }),
    definitionTable('Protocol', [
      [
        'Splits',
        `${split.splits} ${splitNames[split.kind]}${split.column === null ? '' : ` by ${split.column}`}${split.kind === 'k-fold' ? `, ${split.folds ?? 5} folds` : `; test ${percent(split.testFraction)}`}, validation ${percent(split.validationFraction)}${(split.gapFraction ?? 0) > 0 ? `, gap ${percent(split.gapFraction ?? 0)}` : ''}`,
      ],
      [
        'Rows in training and test, mean',
        [comparison.design.nTrain, comparison.design.nTest]
          .map((rows) => (rows === null ? 'not known' : formatFixed(rows, 0)))
          .join(' and '),
      ],
      ['Seeds', `${spec.seeds} a split, base seed ${spec.baseSeed}; used: ${usedSeeds(record)}`],
      [
        'Arms',
        [
          ...spec.tasks.map((task) => `single-task twin of ${task.column}`),
          ...spec.arms.map((arm) => nameArm(arm, record.catalogue)),
        ].join('; '),
      ],
      ['Claim chosen first', spec.claim === 'new-data' ? 'on new data of this kind' : 'on this split'],
      ['Fewer models is a goal', spec.fewerModelsIsAGoal ? 'yes' : 'no'],
    ]),
    definitionTable('How tasks share', listSharingForms(record)),
    definitionTable('Network and training, the same for every arm', [
      [
        'Layers of every arm and twin',
        `${network.widths.join(', ')} units, ${network.activation}, dropout ${network.dropout}, layer norm ${network.layerNorm ? 'on' : 'off'}; one linear head a task`,
      ],
      [
        'Optimiser',
        `${optimizer}, learning rate ${training.learningRate}, weight decay ${training.weightDecay}, gradient clip ${training.gradientClip ?? 'off'}`,
      ],
      [
        'Budget',
        `${sayCount(training.epochs, 'epoch')} of batches of ${training.batchSize}, patience ${training.patience ?? 'off'}; best epoch by validation loss`,
      ],
    ]),
    definitionTable('Versions', [
      ['Tandem', versions.version],
      [
        'Engine',
        `${nameEngineAndTensorFlow(versions.engine)}${versions.engine.notice === null ? '' : `: ${versions.engine.notice}`}`,
      ],
      ['Node, platform', `${versions.node}, ${versions.platform}`],
      ['SQLite, DuckDB', `${versions.sqlite}, ${versions.duckdb}`],
      ['Study', `${study.id}, made ${study.createdAt}, status ${study.status}`],
    ]),
  ].join('');
}

function percent(fraction: number): string {
  return `${trimZeros(formatNumber(100 * fraction))} %`;
}

function sayDelimiter(delimiter: string): string {
  return delimiter === '\t' ? 'tab' : `“${delimiter}”`;
}

function usedSeeds(record: ReportRecord): string {
  return [...new Set(record.runs.map((run) => run.seed))].sort((first, second) => first - second).join(', ') || 'none';
}

/** Runs that did not finish, metrics that were undefined, values that import read as missing: with the reason of each. */
export function listExclusions(record: ReportRecord): string[] {
  const { runs, comparison, dataset } = record;
  const naming = namingOf(record);
  const name = (arm: string): string => nameRunArm(arm, naming);
  const failed = runs.flatMap((run) => {
    if (run.status === 'completed') return [];
    const why = run.failure === null ? '' : `: ${endSentence(run.failure.message)} ${run.failure.remedy}`;
    return [`Run ${name(run.arm)}, split ${run.split}, seed ${run.seed} ${run.status}${why}`];
  });
  const undefinedMetrics = runs.flatMap((run) =>
    Object.entries(run.metrics).flatMap(([task, metrics]) =>
      Object.entries(metrics).flatMap(([metric, { value, reason }]) =>
        value === null
          ? [
              `${task}, ${nameOfMetric(metric, naming)}: undefined (${reason ?? 'no reason recorded'}) in ${name(run.arm)}, split ${run.split}, seed ${run.seed}`,
            ]
          : [],
      ),
    ),
  );
  const columns = dataset.description.columns.flatMap((column) =>
    column.nonconforming.count === 0
      ? []
      : [
          `${column.name}: ${sayCount(column.nonconforming.count, 'value')} not ${column.type}, read as missing${column.nonconforming.examples.map((example) => ` (row ${example.row}: “${example.value}”)`).join('')}`,
        ],
  );
  const warnings = dataset.description.warnings.map((warning) => warning.message);
  const excluded = comparison.deltaMtl.flatMap((delta) =>
    delta.excluded.map((entry) => `Delta-MTL of ${name(delta.arm)}: ${entry}`),
  );
  const all = [...comparison.warnings, ...excluded, ...failed, ...undefinedMetrics, ...columns, ...warnings];
  return [...new Set(all.map((entry) => endSentence(entry.charAt(0).toUpperCase() + entry.slice(1))))];
}
