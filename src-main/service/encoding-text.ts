import { AppError } from '../contract/error.ts';
import { columnEncodingSchema, type ColumnEncoding, type EncodingKind } from '../contract/input-setting.ts';
import { nearest } from './nearest.ts';

/** What an encoding is where nothing more is said of it. */
const usual: { readonly [Kind in EncodingKind]: Omit<Extract<ColumnEncoding, { kind: Kind }>, 'kind'> } = {
  number: {},
  calendar: { parts: ['trend', 'month', 'weekday', 'hour'] },
  'one-hot': {},
  embedding: { dimension: null },
  'word-ngrams': { least: 1, most: 2, dimension: 512 },
  'character-ngrams': { least: 3, most: 5, dimension: 512 },
  'word-vectors': { dimension: 16, vocabulary: 2000, words: 64 },
  vector: {},
  'unit-vector': {},
  pixels: { height: 28, width: 28, channels: 1, channelsFirst: false, filters: 16, layers: null },
  image: { filters: 16, layers: null },
};

/**
 * An encoding as a command line writes it: `KIND`, then `;NAME=VALUE` where it is not the usual; several values are joined by
 * commas. Throws AppError `wrong-use` for an unknown kind or name, or a value out of range.
 */
export function parseEncoding(text: string): ColumnEncoding {
  const [kind = '', ...settings] = text.split(';');
  if (!isKind(kind)) {
    const kinds = Object.keys(usual);
    const near = nearest(kind, kinds);
    const repair = near === null ? `choose one of ${kinds.join(', ')}` : `did you mean ${near}?`;
    throw new AppError('wrong-use', `unknown encoding '${kind}'; ${repair}`);
  }
  const given = Object.fromEntries(settings.map((setting) => parseSetting(kind, setting)));
  const encoding = columnEncodingSchema.safeParse({ kind, ...usual[kind], ...given });
  if (encoding.success) return encoding.data;
  const issue = encoding.error.issues[0];
  throw new AppError(
    'wrong-use',
    `invalid ${issue?.path.join('.') ?? 'setting'} of the encoding ${text}: ${issue?.message ?? ''}`,
  );
}

function isKind(text: string): text is EncodingKind {
  return Object.hasOwn(usual, text);
}

function parseSetting(kind: EncodingKind, text: string): [string, unknown] {
  const at = text.indexOf('=');
  const name = text.slice(0, Math.max(0, at));
  const names = Object.keys(usual[kind]);
  if (!names.includes(name)) {
    const has = names.length === 0 ? 'it has none' : `it has ${names.join(', ')}`;
    throw new AppError('wrong-use', `unknown setting '${text}' of the encoding ${kind}; ${has}, written NAME=VALUE`);
  }
  const value = text.slice(at + 1);
  if (name === 'parts') return [name, value.split(',')];
  if (value === 'true' || value === 'false') return [name, value === 'true'];
  return [name, value === 'auto' ? null : value === '' ? Number.NaN : Number(value)];
}
