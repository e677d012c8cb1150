import { describe, expect, it } from 'vitest';
import { formatTable, visibleText } from '../../../src-main/shell/cli/terminal.ts';

describe('formatTable', () => {
  it('keeps a cell on its line, whatever the file calls its columns', () => {
    const rows = [
      ['new\nline', '\u001b[2J'],
      ['\u202ertl', 'y'.repeat(5000)],
    ];
    const lines = formatTable({ header: ['a', 'b'], rows, rightAligned: [] }).split('\n');
    expect(lines).toHaveLength(4);
    expect(lines[2]).toBe(String.raw`new\u000aline  \u001b[2J`);
    expect(lines[3]?.startsWith(String.raw`\u202ertl  `)).toBe(true);
    expect(lines[3]?.endsWith('y…')).toBe(true);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(200);
  });
});

describe('visibleText', () => {
  it('keeps lines and tabs, and shows what would move the cursor or turn letters round', () => {
    const text = visibleText('a\tb\n\u001b[31m\u202ertl\u2069 \r ✕ 😀');
    expect(text).toBe(String.raw`${'a\tb\n'}\u001b[31m\u202ertl\u2069 \u000d ✕ 😀`);
  });
});
