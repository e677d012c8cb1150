import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { quoteWord } from '../../../src-main/shell/cli/quote-word.ts';

it.each(['plain/path-1', 'with space', "it's", '$HOME', '', 'a"b', '*'])('gives a shell %j as one word', (word) => {
  const said = execFileSync('sh', ['-c', `printf %s ${quoteWord(word)}`], { encoding: 'utf8' });
  expect(said).toBe(word);
});
