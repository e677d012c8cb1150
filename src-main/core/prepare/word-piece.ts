import { AppError } from '../../contract/error.ts';

/** Ids of a text for a model of the BERT family. */
export interface WordPieces {
  /** Beginning with [CLS], ending with [SEP], at most `longest`. */
  encode(text: string, longest: number): number[];
  readonly padding: number;
}

const longestWord = 100;

/**
 * The WordPiece tokenizer (Schuster and Nakajima, 2012) of a `vocab.txt` with one piece a line, or of a `tokenizer.json` whose
 * model is WordPiece. Throws AppError `bad-file` where the file is neither.
 */
export function createWordPieces(file: string, content: string): WordPieces {
  const { ids, isLowerCase } = content.trimStart().startsWith('{') ? fromJson(file, content) : fromLines(content);
  const idOf = (piece: string): number => {
    const id = ids.get(piece);
    if (id === undefined) {
      throw new AppError(
        'bad-file',
        `${file} has no ${piece}; choose the vocabulary of a BERT model (vocab.txt or tokenizer.json)`,
      );
    }
    return id;
  };
  const [start, end, unknown, padding] = [idOf('[CLS]'), idOf('[SEP]'), idOf('[UNK]'), idOf('[PAD]')];
  return {
    padding,
    encode(text, longest) {
      const pieces = splitWords(text, isLowerCase).flatMap((word) => splitWord(word, ids) ?? [unknown]);
      return [start, ...pieces.slice(0, Math.max(0, longest - 2)), end];
    },
  };
}

function fromLines(content: string): { ids: Map<string, number>; isLowerCase: boolean } {
  const lines = content.split(/\r?\n/);
  const ids = new Map(lines.map((piece, id) => [piece.trim(), id]));
  // a cased vocabulary has words that begin with a capital
  const capitals = lines.filter((piece) => /^\p{Lu}\p{Ll}+$/u.test(piece)).length;
  return { ids, isLowerCase: capitals < lines.length / 50 };
}

function fromJson(file: string, content: string): { ids: Map<string, number>; isLowerCase: boolean } {
  let parsed: { model?: { type?: string; vocab?: unknown }; normalizer?: { lowercase?: boolean } };
  try {
    parsed = JSON.parse(content) as typeof parsed;
  } catch (error) {
    throw new AppError('bad-file', `${file} is not JSON: ${(error as Error).message}`, { cause: error });
  }
  const vocabulary = parsed.model?.vocab;
  if (parsed.model?.type !== 'WordPiece' || typeof vocabulary !== 'object' || vocabulary === null) {
    throw new AppError(
      'bad-file',
      `${file} is a tokenizer of type ${parsed.model?.type ?? 'unknown'}; only WordPiece is read`,
    );
  }
  const entries = Object.entries(vocabulary).filter((entry): entry is [string, number] => Number.isInteger(entry[1]));
  return { ids: new Map(entries), isLowerCase: parsed.normalizer?.lowercase ?? true };
}

/** Words and single marks of punctuation, without control characters and, in lower case, without accents. */
function splitWords(text: string, isLowerCase: boolean): string[] {
  const plain = isLowerCase
    ? text
        .toLowerCase()
        .normalize('NFD')
        .replace(/\p{Mn}/gu, '')
    : text.normalize('NFC');
  return plain.match(/[\p{P}\p{S}]|\p{Script=Han}|[^\s\p{P}\p{S}\p{C}\p{Script=Han}]+/gu) ?? [];
}

/** The longest pieces from the left; null where a part of the word is in no piece. */
function splitWord(word: string, ids: ReadonlyMap<string, number>): number[] | null {
  const characters = Array.from(word);
  if (characters.length > longestWord) return null;
  const found: number[] = [];
  for (let start = 0; start < characters.length;) {
    let end = characters.length;
    let id: number | undefined;
    for (; end > start; end -= 1) {
      id = ids.get((start > 0 ? '##' : '') + characters.slice(start, end).join(''));
      if (id !== undefined) break;
    }
    if (id === undefined) return null;
    found.push(id);
    start = end;
  }
  return found;
}
