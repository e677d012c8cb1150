import type { ColumnType } from '../../contract/dataset.ts';
import type {
  ColumnEncoding,
  ColumnInput,
  EncodingChoice,
  InputGroup,
  InputSetting,
} from '../../contract/input-setting.ts';
import { countLabels } from '../table/cell.ts';
import { readImageText } from '../table/image.ts';
import type { TableColumn } from '../table/table.ts';
import type { Steps } from '../util/steps.ts';
import { encodeFeatureSteps } from './encode-feature.ts';
import { encodeGroup } from './encode-group.ts';
import { embeddingDimension } from './encode-labels.ts';
import { usualLayers } from './encode-vector.ts';
import type { EncodedColumn, EncodedGroup } from './encoded-column.ts';
import { chosenEncoding, encodingChoices, encodingOf, usualPixels } from './encoding-choice.ts';
import { encodingFields, encodingLabel, explainEncoding } from './explain-encoding.ts';

const mostNames = 12;

/**
 * How an input column goes into the network, and how else it could, step by step. Throws AppError `impossible-study` as `encodingOf`
 * does.
 */
export function* describeInputSteps(column: TableColumn, setting: InputSetting | undefined): Steps<ColumnInput> {
  const encoding = encodingOf(column, setting);
  const choices = encodingChoices(column);
  return {
    column: column.name,
    members: [],
    encoding,
    chosen: chosenEncoding(column.name, setting) !== null,
    choices: toChoices(choices, encoding, column.type, (usual) => automaticValue(column, usual)),
    ...describe(yield* encodeFeatureSteps(column, encoding), encoding, column.type),
  };
}

/** How a group of numeric columns goes into the network. Throws AppError `impossible-study` as `encodeGroup` does. */
export function describeGroup(group: InputGroup, columns: readonly TableColumn[]): ColumnInput {
  const { encoding } = group;
  const usual: readonly ColumnEncoding[] = [{ kind: 'vector' }, { kind: 'unit-vector' }, usualPixels(columns.length)];
  return {
    column: group.name,
    members: group.columns,
    encoding,
    chosen: true,
    choices: toChoices(usual, encoding, 'vector', automaticLayers),
    ...describe(encodeGroup(group, columns), encoding, 'vector'),
  };
}

function toChoices(
  usual: readonly ColumnEncoding[],
  chosen: ColumnEncoding,
  type: ColumnType,
  automatic: (encoding: ColumnEncoding) => number,
): EncodingChoice[] {
  return usual.map((candidate) => {
    const encoding = candidate.kind === chosen.kind ? chosen : candidate;
    return {
      label: encodingLabel[encoding.kind],
      encoding,
      explanation: explainEncoding(encoding, type),
      fields: encodingFields(encoding.kind, automatic(encoding)),
    };
  });
}

/** What stands for the number of an encoding that is left open. */
function automaticValue(column: TableColumn, encoding: ColumnEncoding): number {
  if (encoding.kind === 'embedding') return embeddingDimension(countLabels(column).size);
  if (encoding.kind === 'image' && 'codes' in column) {
    const picture = readImageText(column.labels[0] ?? '');
    return picture === null ? 1 : usualLayers(picture);
  }
  return automaticLayers(encoding);
}

function automaticLayers(encoding: ColumnEncoding): number {
  return encoding.kind === 'pixels' ? usualLayers(encoding) : 1;
}

function describe(
  encoded: EncodedColumn,
  encoding: ColumnEncoding,
  type: ColumnType,
): Pick<ColumnInput, 'summary' | 'explanation' | 'features' | 'width'> {
  const width = encoded.groups.reduce((sum, { group }) => sum + groupWidth(group), encoded.features.length);
  const names = [
    ...encoded.features.map((item) => item.feature.name),
    ...encoded.groups.map(({ group }) => nameGroup(group)),
  ];
  return {
    summary: summarize(encoding, type, width),
    explanation: explainEncoding(encoding, type),
    features: names.slice(0, mostNames),
    width,
  };
}

function groupWidth(group: EncodedGroup['group']): number {
  switch (group.kind) {
    case 'one-hot':
      return group.slots;
    case 'unit':
      return group.width;
    case 'image':
      return group.filters.at(-1) ?? 0;
    case 'embedding':
    case 'words':
      return group.dimension;
  }
}

function nameGroup(group: EncodedGroup['group']): string {
  const width = groupWidth(group);
  switch (group.kind) {
    case 'one-hot':
      return `${width} indicators of ${group.column}`;
    case 'embedding':
      return `vector of ${group.column}: ${width} learned numbers, ${group.slots} labels`;
    case 'words':
      return `mean word vector of ${group.column}: ${width} learned numbers, ${group.slots} words`;
    case 'unit':
      return `${width} ${group.weighted ? 'hashed n-gram weights' : 'numbers of length 1'} of ${group.column}`;
    case 'image':
      return `${width} learned numbers of ${group.pixelWidth} × ${group.height} pixels, convolutions ${group.filters.join(', ')}`;
  }
}

function summarize(encoding: ColumnEncoding, type: ColumnType, width: number): string {
  if (encoding.kind !== 'number') return `${encodingLabel[encoding.kind]} · ${width}`;
  const base = type === 'boolean' ? 'yes / no as 0 and 1' : type === 'date' ? 'days' : 'number';
  return width > 1 ? `${base}, missing flag` : base;
}
