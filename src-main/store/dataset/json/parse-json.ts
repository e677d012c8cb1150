import { excerpt } from '../bad-file.ts';
import { findJsonError } from './json-error.ts';

/** What is wrong with a JSON text, and where: characters from 0. */
export class JsonFault extends Error {
  readonly position: number;

  constructor(message: string, position: number) {
    super(message);
    this.position = position;
  }
}

export interface ParsedJson {
  readonly value: unknown;
  /** Values NaN and Infinity, which some programs write and JSON has not; they are read as null. */
  readonly notNumbers: number;
}

/** Parses JSON without changing long whole numbers, which come as text. Throws JsonFault. */
export function parseJson(text: string): ParsedJson {
  try {
    return { value: parseExact(text), notNumbers: 0 };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  let notNumbers = 0;
  const mended = text.replace(/"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/g, (token) => {
    if (token.startsWith('"')) return token;
    notNumbers += 1;
    return 'null'.padStart(token.length);
  });
  try {
    return { value: parseExact(mended), notNumbers };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const { position, expected } = findJsonError(mended);
    const found = position >= text.length ? 'the end' : excerpt(text.slice(position, position + 30));
    throw new JsonFault(`not JSON: ${expected} is expected where ${found} stands`, position);
  }
}

const longNumber = /\d{16}/;

function parseExact(text: string): unknown {
  if (!longNumber.test(text)) return JSON.parse(text);
  type SourceReviver = (key: string, value: unknown, context?: { readonly source?: string }) => unknown;
  const keepSource: SourceReviver = (_key, value, context) => {
    const isChanged = typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value);
    return isChanged && /^-?\d+$/.test(context?.source ?? '') ? context?.source : value;
  };
  return JSON.parse(text, keepSource as Parameters<typeof JSON.parse>[1]);
}
