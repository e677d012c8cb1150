import type { ColumnType, Dataset, ImportOptions } from '../contract/dataset.ts';
import { AppError } from '../contract/error.ts';
import type { Handlers } from '../contract/procedure.ts';
import type { StudySpec } from '../contract/study.ts';
import { suggestRoles } from '../core/audit/suggest-roles.ts';
import type { ServiceContext } from './context.ts';
import { findSource } from './dataset-source.ts';
import { discard, importDataset } from './dataset.ts';
import { checkDraft, toStudy } from './study.ts';
import { suggestTaskFor } from './task-suggestion.ts';

type Types = Readonly<Record<string, ColumnType>>;

export function createRetypeHandler(context: ServiceContext): Pick<Handlers, 'study.retype'> {
  const { workspace, events } = context;
  const { studies, datasets } = workspace;
  return {
    'study.retype': async ({ studyId, columnTypes }) => {
      const study = studies.get(studyId);
      checkDraft(study);
      const before = datasets.get(study.spec.dataset.id);
      const source = await findSource(workspace, before.id);
      if (source === null) {
        const message = `the file of ${before.fileName} is not kept with this study; open the file again and set the types there`;
        throw new AppError('not-found', message);
      }
      if (
        before.description.options.member === null &&
        before.description.columns.some(({ type }) => type === 'image')
      ) {
        const message = `the pictures of ${before.fileName} lie in a folder that is not kept with this study; open the file again and set the types there`;
        throw new AppError('not-found', message);
      }
      const file = { path: source, name: before.fileName };
      const after = await importDataset(context, file, optionsWith(before, columnTypes), { sampleId: before.sampleId });
      checkDraft(studies.get(studyId));
      const spec = await moveSpec(context, studies.get(studyId).spec, before, after);
      const moved = studies.setSpec(studyId, spec);
      if (after.id !== before.id) discard(workspace, { studyId: null, datasetId: before.id });
      events.emit({ kind: 'datasets-changed' });
      events.emit({ kind: 'studies-changed' });
      return toStudy(moved);
    },
  };
}

/** How the file was read, with the types that were chosen before and these. */
function optionsWith({ description }: Dataset, columnTypes: Types): ImportOptions {
  const chosen = description.columns.filter(({ type, inferredType }) => type !== inferredType);
  const known = Object.fromEntries(chosen.map(({ name, type }) => [name, type]));
  const { pictureSize = 32, ...options } = description.options;
  return { ...options, pictureSize, columnTypes: { ...known, ...columnTypes } };
}

/** The settings on the data read anew: what the user chose stays, what followed from a changed type follows it. */
async function moveSpec(context: ServiceContext, spec: StudySpec, before: Dataset, after: Dataset): Promise<StudySpec> {
  const types = new Map(before.description.columns.map(({ name, type }) => [name, type]));
  const changed = new Set(
    after.description.columns.filter(({ name, type }) => types.get(name) !== type).map(({ name }) => name),
  );
  const suggestedBefore = suggestRoles(before.description);
  const suggested = suggestRoles(after.description);
  const roles = { ...spec.roles };
  for (const name of changed) {
    const fresh = suggested[name];
    if (fresh !== undefined && roles[name] === suggestedBefore[name]) roles[name] = fresh;
  }
  const table = await context.tables.read(after.id);
  const tasks = spec.tasks.map((task) => (changed.has(task.column) ? suggestTaskFor(table, after, task.column) : task));
  const { id, name, contentHash, description } = after;
  const dataset = { id, name, contentHash, rows: description.rows };
  return { ...spec, dataset, roles, tasks, ...withoutEncodings(spec.inputs, changed) };
}

/** The chosen encodings and groups of columns that keep their type: another type has other encodings. */
function withoutEncodings(inputs: StudySpec['inputs'], changed: ReadonlySet<string>): Pick<StudySpec, 'inputs'> {
  if (inputs === undefined) return {};
  const kept = Object.entries(inputs.encodings).filter(([column]) => !changed.has(column));
  const groups = (inputs.groups ?? []).filter((group) => !group.columns.some((column) => changed.has(column)));
  return { inputs: { encodings: Object.fromEntries(kept), groups } };
}
