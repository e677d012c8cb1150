import { randomUUID } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { importOptionsSchema } from '../contract/dataset.ts';
import type { LabSettings } from '../contract/lab.ts';
import { studySpecSchema } from '../contract/study.ts';
import { suggestRoles } from '../core/audit/suggest-roles.ts';
import type { LabStudy, Scenario } from '../core/lab/scenario.ts';
import { completeSettings } from '../core/lab/settings.ts';
import type { StudyRecord } from '../store/study-store.ts';
import type { ServiceContext } from './context.ts';
import { importDataset } from './dataset.ts';
import { defaultSpec } from './study-default.ts';
import { insertStudy } from './study.ts';
import { suggestTaskFor } from './task-suggestion.ts';

/** A draft study on rows that a scenario makes at these settings, imported like a file of the user's. */
export async function openLabStudy(
  context: ServiceContext,
  scenario: Scenario,
  given: LabSettings,
): Promise<StudyRecord> {
  const settings = completeSettings(scenario.description, given);
  const made = scenario.study(settings);
  const { name, title } = scenario.description;
  const file = path.join(context.workspace.uploadsFolder, `lab-${randomUUID()}.csv`);
  try {
    await writeFile(file, toDelimited(made.columns));
    const options = importOptionsSchema.parse({});
    const dataset = await importDataset(context, { path: file, name: `lab-${name}.csv` }, options, { sampleId: null });
    const table = await context.tables.read(dataset.id);
    const columns = new Set(made.tasks.map(({ column }) => column));
    const roles = Object.fromEntries(
      Object.keys(suggestRoles(dataset.description)).map((column) => [
        column,
        columns.has(column) ? ('task' as const) : ('input' as const),
      ]),
    );
    const defaults = defaultSpec(dataset, roles, `Lab: ${title}`);
    const spec = studySpecSchema.parse({
      ...defaults,
      // Scenarios that are about few labels have few on purpose.
      audit: { tolerances: { 'label-presence': 5 } },
      tasks: made.tasks.map(({ column, type }) => suggestTaskFor(table, dataset, column, type)),
      network: { ...defaults.network, ...made.network },
      training: { ...defaults.training, ...made.training },
      arms: made.arms,
      note: `${made.note} Made by the principles lab, ${sayStates(settings)}.`,
    });
    return insertStudy(context, spec, null);
  } finally {
    await rm(file, { force: true });
  }
}

function sayStates(settings: LabSettings): string {
  return Object.entries(settings)
    .filter(([name]) => name !== 'replicates')
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');
}

/** Comma-separated values; what is missing is an empty cell. */
function toDelimited(columns: LabStudy['columns']): string {
  const count = columns[0]?.values.length ?? 0;
  const lines = Array.from({ length: count }, (_, row) =>
    columns.map(({ values }) => String(values[row] ?? '')).join(','),
  );
  return `${[columns.map(({ name }) => name).join(','), ...lines].join('\n')}\n`;
}
