import { AppError } from '../../contract/error.ts';
import { nearest } from '../../service/nearest.ts';

export interface OptionDescription {
  readonly name: string;
  /** Name of its value in the help; null for a switch; `[OUT]` for one that may stand alone. */
  readonly value: string | null;
  readonly meaning: string;
  readonly many?: boolean;
}

export interface Arguments {
  readonly positionals: readonly string[];
  /** Whether the option was given, with or without a value. */
  has(name: string): boolean;
  /** The option's value, or undefined where absent or given without one. */
  get(name: string): string | undefined;
  all(name: string): readonly string[];
}

/**
 * Reads a verb's arguments. `least` is the number of positionals it needs: an option whose value may be left away takes
 * the next word only if enough are left for those. Throws AppError `wrong-use` with the option that may be meant.
 */
export function parseArguments(
  words: readonly string[],
  options: readonly OptionDescription[],
  { least, most, names }: { readonly least: number; readonly most: number; readonly names: string },
): Arguments {
  const values = new Map<string, string[]>();
  const optional: { readonly name: string; readonly word: string; readonly position: number }[] = [];
  const positionals: string[] = [];
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    if (word === '--') {
      positionals.push(...words.slice(index + 1));
      break;
    }
    if (!word.startsWith('-') || word === '-') {
      positionals.push(word);
      continue;
    }
    const [name = '', ...rest] = word.replace(/^--?/, '').split('=');
    const option = findOption(name, word, options);
    const given = rest.length > 0 ? rest.join('=') : undefined;
    const list = values.get(option.name) ?? [];
    if (values.has(option.name) && option.many !== true) {
      throw new AppError('wrong-use', `--${option.name} is given twice; give it once`);
    }
    values.set(option.name, list);
    if (option.value === null) {
      if (given !== undefined) throw new AppError('wrong-use', `--${option.name} takes no value: ${given}`);
      continue;
    }
    if (given !== undefined) {
      list.push(given);
      continue;
    }
    const next = words[index + 1];
    const isWord = next !== undefined && (next === '-' || !next.startsWith('-'));
    if (option.value.startsWith('[')) {
      if (!isWord) continue;
      optional.push({ name: option.name, word: next, position: positionals.length });
      index += 1;
      continue;
    }
    if (next === undefined || (next.startsWith('--') && next.length > 2)) {
      throw new AppError('wrong-use', `missing ${option.value} after --${option.name}`);
    }
    list.push(next);
    index += 1;
  }
  for (const { name, word, position } of optional) {
    if (positionals.length < least) positionals.splice(position, 0, word);
    else values.get(name)?.push(word);
  }
  if (positionals.length < least) throw new AppError('wrong-use', `missing ${names}`);
  const extra = positionals[most];
  if (extra !== undefined) throw new AppError('wrong-use', `unknown argument: ${extra}`);
  return {
    positionals,
    has: (name) => values.has(name),
    get: (name) => values.get(name)?.[0],
    all: (name) => values.get(name) ?? [],
  };
}

function findOption(name: string, word: string, options: readonly OptionDescription[]): OptionDescription {
  const option = options.find((candidate) => candidate.name === name);
  if (option !== undefined && word.startsWith('--')) return option;
  const near = nearest(
    name,
    options.map((candidate) => candidate.name),
  );
  throw new AppError('wrong-use', `unknown option: ${word}${near === null ? '' : `; did you mean --${near}?`}`, {
    details: { option: word },
  });
}

/** The whole number that an option gives, or the default. */
export function readInteger(args: Arguments, name: string, least: number, most: number): number | undefined {
  const number = readNumber(args, name, least, most);
  if (number !== undefined && !Number.isInteger(number)) {
    throw new AppError('wrong-use', `invalid --${name}; must be a whole number: ${args.get(name) ?? ''}`);
  }
  return number;
}

export function readNumber(args: Arguments, name: string, least: number, most: number): number | undefined {
  const text = args.get(name);
  if (text === undefined) return undefined;
  const number = text.trim() === '' ? Number.NaN : Number(text);
  if (Number.isFinite(number) && number >= least && number <= most) return number;
  throw new AppError('wrong-use', `invalid --${name}; must be a number from ${least} to ${most}: ${text}`);
}

/** One of some words. */
export function readChoice<Choice extends string>(
  args: Arguments,
  name: string,
  choices: readonly Choice[],
): Choice | undefined {
  const text = args.get(name);
  if (text === undefined) return undefined;
  const found = choices.find((choice) => choice === text);
  if (found !== undefined) return found;
  const near = nearest(text, choices);
  const repair = near === null ? `must be one of ${choices.join(', ')}` : `did you mean ${near}?`;
  throw new AppError('wrong-use', `invalid --${name}: ${text}; ${repair}`);
}
