import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Dataset } from '../contract/dataset.ts';
import { AppError } from '../contract/error.ts';
import type { Handlers } from '../contract/procedure.ts';
import { findColumn } from '../core/table/table.ts';
import { extendTable } from '../store/dataset/extend-table.ts';
import type { ServiceContext } from './context.ts';
import { discard } from './dataset.ts';
import { embedColumn } from './embedding/embed-column.ts';
import { openModel } from './embedding/model.ts';
import { createId } from './id.ts';
import { checkDraft, toStudy } from './study.ts';
import { parquetPath } from './table-cache.ts';

/** Runs a model once over a column and moves the study to the data with its vectors as a further column, an input. */
export function createEmbedHandlers({
  workspace,
  events,
  files,
  tables,
}: ServiceContext): Pick<Handlers, 'study.embed'> {
  const { studies, datasets } = workspace;
  return {
    'study.embed': async ({ studyId, column: name, modelToken, vocabularyToken, scaling }) => {
      const study = studies.get(studyId);
      checkDraft(study);
      const dataset = datasets.get(study.spec.dataset.id);
      const table = await tables.read(dataset.id);
      const column = findColumn(table, name);
      if (column === undefined) throw new AppError('not-found', `${dataset.fileName} has no column '${name}'`);
      const chosen = files.get(modelToken);
      const vocabulary = vocabularyToken === null ? null : files.get(vocabularyToken);
      const model = await openModel(chosen.path, chosen.name);
      const base = `${name} (${path.parse(chosen.name).name})`;
      const made = await embedColumn(column, model, {
        name: freeName(base, dataset),
        scaling,
        vocabulary:
          vocabulary === null ? null : { file: vocabulary.name, content: await readFile(vocabulary.path, 'utf8') },
      }).finally(() => model.release());
      const kept = { path: parquetPath(workspace, dataset.contentHash), description: dataset.description, table };
      const origin = { column: name, model: chosen.name, vocabulary: vocabulary?.name ?? null, scaling };
      const extended = await extendTable(kept, made, origin, workspace.datasetsFolder);
      checkDraft(studies.get(studyId));
      const after: Dataset = {
        ...dataset,
        id: createId(),
        contentHash: extended.contentHash,
        createdAt: new Date().toISOString(),
        description: extended.description,
      };
      workspace.transact(() => datasets.insert(after));
      const { spec } = studies.get(studyId);
      const moved = studies.setSpec(studyId, {
        ...spec,
        dataset: { ...spec.dataset, id: after.id, contentHash: after.contentHash },
        roles: { ...spec.roles, [made.name]: 'input' },
      });
      discard(workspace, { studyId: null, datasetId: dataset.id });
      events.emit({ kind: 'datasets-changed' });
      events.emit({ kind: 'studies-changed' });
      return toStudy(moved);
    },
  };
}

function freeName(base: string, { description }: Dataset): string {
  const taken = new Set(description.columns.map(({ name }) => name));
  let name = base;
  for (let number = 2; taken.has(name); number += 1) name = `${base} ${number}`;
  return name;
}
