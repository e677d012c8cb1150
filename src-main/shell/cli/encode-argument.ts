import { AppError } from '../../contract/error.ts';
import type { ColumnEncoding, InputGroup } from '../../contract/input-setting.ts';
import type { StudySpec } from '../../contract/study.ts';
import { parseEncoding } from '../../service/encoding-text.ts';
import type { Arguments, OptionDescription } from './arguments.ts';

export const encodeOptions: readonly OptionDescription[] = [
  {
    name: 'encode',
    value: 'COL=KIND[;NAME=VALUE]',
    meaning: 'how an input enters the network: one-hot, embedding, calendar, word-ngrams, word-vectors, ...',
    many: true,
  },
  {
    name: 'group',
    value: 'NAME=COL,COL,...',
    meaning: 'numeric columns that are one vector; --encode NAME=unit-vector or NAME=pixels;... says how it enters',
    many: true,
  },
];

/** What the options say of encodings and groups, applied to a study's settings. */
export function readEncodings(args: Arguments): (spec: StudySpec) => Pick<StudySpec, 'inputs'> {
  const groups = args.all('group').map(parseGroup);
  const chosen = args.all('encode').map(parseChoice);
  if (groups.length === 0 && chosen.length === 0) return () => ({});
  return ({ inputs }) => {
    const isGroup = (name: string): boolean => groups.some((group) => group.name === name);
    const ofColumns = chosen.filter(([name]) => !isGroup(name));
    return {
      inputs: {
        encodings: { ...inputs?.encodings, ...Object.fromEntries(ofColumns) },
        groups: groups.map((group) => {
          const encoding = chosen.find(([name]) => name === group.name)?.[1];
          return encoding === undefined ? group : { ...group, encoding };
        }),
      },
    };
  };
}

function parseChoice(text: string): [string, ColumnEncoding] {
  const head = text.split(';')[0] ?? '';
  const at = head.lastIndexOf('=');
  if (at < 1) throw new AppError('wrong-use', `invalid --encode; must be COL=KIND[;NAME=VALUE]: ${text}`);
  return [text.slice(0, at), parseEncoding(text.slice(at + 1))];
}

function parseGroup(text: string): InputGroup {
  const at = text.indexOf('=');
  const columns = text
    .slice(at + 1)
    .split(',')
    .filter((column) => column !== '');
  if (at < 1 || columns.length < 2) {
    throw new AppError('wrong-use', `invalid --group; must be NAME=COL,COL with two columns or more: ${text}`);
  }
  return { name: text.slice(0, at), columns, encoding: { kind: 'vector' } };
}
