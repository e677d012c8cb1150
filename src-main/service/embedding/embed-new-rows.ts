import { readFile } from 'node:fs/promises';
import type { ColumnDescription } from '../../contract/dataset.ts';
import type { PictureScaling } from '../../contract/embedding.ts';
import { AppError } from '../../contract/error.ts';
import { findColumn, type Table, type TableColumn } from '../../core/table/table.ts';
import type { ChosenFile } from '../chosen-file.ts';
import { embedColumn } from './embed-column.ts';
import { openModel } from './model.ts';

/** A model from disk that makes an input of a study again, of the same column of a file. */
export interface NewEmbedding {
  readonly column: string;
  readonly model: ChosenFile;
  readonly vocabulary: ChosenFile | null;
}

/** An input of the study, and what makes it of a column of the new rows. */
export interface RemadeInput extends NewEmbedding {
  readonly name: string;
  readonly scaling: PictureScaling;
}

/** Which inputs of the study the models make again. Throws AppError `bad-option` for a model or a column that made none of them. */
export function chooseRemade(inputs: readonly ColumnDescription[], given: readonly NewEmbedding[]): RemadeInput[] {
  return given.map((one) => {
    const made = inputs.filter(({ embedded }) => embedded?.column === one.column);
    const own = made.find(({ embedded }) => embedded?.model === one.model.name);
    if (own?.embedded !== undefined) return { ...one, name: own.name, scaling: own.embedded.scaling };
    const models = made.map(({ embedded }) => embedded?.model).join(', ');
    throw new AppError(
      'bad-option',
      models === ''
        ? `no input of the study was made of '${one.column}' by a model; leave --embed ${one.column} away`
        : `the study made vectors of '${one.column}' by ${models}, not ${one.model.name}; choose that model`,
    );
  });
}

/** The input, made of the table's column as the study's own was. */
export async function embedNewRows(table: Table, remade: RemadeInput): Promise<TableColumn> {
  const { name, column, scaling, vocabulary } = remade;
  const source = findColumn(table, column);
  if (source === undefined) throw new AppError('bad-data', `missing column '${column}', of which '${name}' is made`);
  const model = await openModel(remade.model.path, remade.model.name);
  try {
    return await embedColumn(source, model, {
      name,
      scaling,
      vocabulary:
        vocabulary === null ? null : { file: vocabulary.name, content: await readFile(vocabulary.path, 'utf8') },
    });
  } finally {
    await model.release();
  }
}
