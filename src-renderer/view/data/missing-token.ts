import type { DatasetDescription } from '../../../src-main/contract/dataset.ts';

export interface ProposedToken {
  readonly token: string;
  /** Where it was seen. */
  readonly reason: string;
}

const mostProposed = 4;
const longestToken = 20;

/** Texts that may stand for a missing value: numbers the import was wary of, and words in columns of another type. */
export function proposedTokens({ warnings, columns, options }: DatasetDescription): readonly ProposedToken[] {
  const proposed = new Map<string, string>();
  for (const { code, message, column } of warnings) {
    if (code !== 'sentinel') continue;
    const token = /: (-?\d+) occurs/.exec(message)?.[1];
    if (token !== undefined && !proposed.has(token)) proposed.set(token, `Seen in ${column ?? 'a column'}`);
  }
  for (const { name, nonconforming } of columns) {
    for (const { value } of nonconforming.examples) {
      const token = value.trim();
      if (token === '' || token.length > longestToken || proposed.has(token)) continue;
      proposed.set(token, `Stands in ${name}, where it does not fit the type`);
    }
  }
  return [...proposed]
    .filter(([token]) => !options.missingTokens.includes(token))
    .slice(0, mostProposed)
    .map(([token, reason]) => ({ token, reason }));
}

/** The tokens of a text, separated by spaces; one that holds spaces stands in double quotes. None is `auto`. */
export function tokensOf(text: string): 'auto' | string[] {
  const tokens = [...text.matchAll(/"([^"]*)"|(\S+)/g)].map((match) => match[1] ?? match[2] ?? '');
  return tokens.length === 0 ? 'auto' : ['', ...tokens.filter((token) => token !== '')];
}

/** The same the other way round; the empty cell goes without saying. */
export function tokensText(tokens: readonly string[]): string {
  return tokens
    .filter((token) => token !== '')
    .map((token) => (/\s/.test(token) ? `"${token}"` : token))
    .join(' ');
}
