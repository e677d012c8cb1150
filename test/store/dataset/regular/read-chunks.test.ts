import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { gatherColumn } from '../../../../src-main/store/dataset/regular/gather-column.ts';
import { columnKind } from '../../../../src-main/store/dataset/regular/cell-reader.ts';
import { createImportThreads } from '../../../../src-main/store/dataset/regular/import-threads.ts';
import { cutRanges, readChunks, type ReadPlan } from '../../../../src-main/store/dataset/regular/read-chunks.ts';
import { makeMessyText } from './messy-text.ts';

const temporary = mkdtempSync(join(tmpdir(), 'tandem-chunk-test-'));
afterAll(() => rmSync(temporary, { recursive: true, force: true }));

let files = 0;

/** What a text gives that is read in pieces of so many bytes; null where it is not regular. */
async function readPieces(text: string, bytes: number, kinds: Uint8Array, delimiter = ',') {
  files += 1;
  const path = join(temporary, `${files}.csv`);
  writeFileSync(path, text);
  const begin = Buffer.from(text).indexOf(10) + 1;
  const plan: ReadPlan = {
    path,
    folder: mkdtempSync(join(temporary, 'spill-')),
    settings: {
      delimiter: delimiter.charCodeAt(0),
      quote: 34,
      width: kinds.length,
      missingTokens: ['', 'NA', '-', 'null', '?', 'NaN'],
      decimalMark: '.',
      kinds,
    },
    ranges: cutRanges(begin, Buffer.byteLength(text), null, bytes),
    isExact: false,
    detects: true,
  };
  const threads = createImportThreads('few');
  const read = await readChunks(threads, plan);
  await threads.close();
  if (read === null) return null;
  const rowCount = read.chunks.reduce((sum, chunk) => sum + chunk.rowCount, 0);
  const columns = Array.from(kinds, (_, column) => {
    if (read.misfits.has(column)) return 'misfit';
    const pieces = read.chunks.map((chunk) => ({ rowCount: chunk.rowCount, column: chunk.columns[column] ?? null }));
    return gatherColumn({
      rowCount,
      pieces: pieces.flatMap(({ column: piece, ...rest }) => (piece === null ? [] : [{ ...rest, column: piece }])),
    });
  });
  return { rowCount, columns, evidence: { ...read.detector.evidence } };
}

describe('readChunks', () => {
  const kinds = Uint8Array.of(columnKind.number, columnKind.text, columnKind.text);
  const text = `a,b,c\n${Array.from({ length: 40 }, (_, row) => `${row / 4},"x, ""${row % 7}""\nline ${row}",${row % 3 === 0 ? '' : 'é'}`).join('\n')}`;

  it('reads numbers and texts', async () => {
    const read = await readPieces(text, 1_000_000, kinds);
    expect(read?.rowCount).toBe(40);
    expect(read?.columns[0]).toMatchObject({ values: Float64Array.from({ length: 40 }, (_, row) => row / 4) });
    expect(read?.columns[1]).toMatchObject({
      texts: { labels: Array.from({ length: 40 }, (_, row) => `x, "${row % 7}"\nline ${row}`) },
    });
    expect(read?.columns[2]).toMatchObject({
      texts: { labels: ['é'], codes: Int32Array.from({ length: 40 }, (_, row) => (row % 3 === 0 ? -1 : 0)) },
    });
  });

  it.each([1, 2, 3, 7, 20, 64, 500])('finds the same in pieces of %i bytes', async (bytes) => {
    expect(await readPieces(text, bytes, kinds)).toEqual(await readPieces(text, 1_000_000, kinds));
  });

  it('finds the same in pieces of any random text', async () => {
    let regular = 0;
    for (let seed = 0; seed < 120; seed += 1) {
      const { text: messy, delimiter } = makeMessyText(seed);
      const width = messy.split(/\r?\n/)[0]?.split(delimiter).length ?? 0;
      for (const kind of [columnKind.number, columnKind.text]) {
        const all = new Uint8Array(width).fill(kind);
        const whole = await readPieces(messy, 1_000_000, all, delimiter);
        if (whole !== null) regular += 1;
        expect(await readPieces(messy, 1 + (seed % 40), all, delimiter), `seed ${seed}`).toEqual(whole);
      }
    }
    expect(regular).toBeGreaterThan(100);
  });

  it.each([
    ['too few cells', 'a,b,c\n1,x,y\n1,x\n1,x,y\n'],
    ['too many cells', 'a,b,c\n1,x,y\n1,x,y,z\n'],
    ['a quote that never closes', 'a,b,c\n1,x,y\n1,"x,y\n1,x,y\n'],
    ['text after a quote', 'a,b,c\n1,"x"x,y\n'],
    ['a quote inside a cell', 'a,b,c\n1,x"x,y\n'],
    ['a zero byte', 'a,b,c\n1,x\0,y\n'],
    ['a zero byte at the end', 'a,b,c\n1,x,y\0'],
    ['a lone carriage return', 'a,b,c\n1,x,y\r1,x,y\n'],
    ['a blank line', 'a,b,c\n1,x,y\n\n1,x,y\n'],
  ])('leaves %s to the parser', async (_, irregular) => {
    for (const bytes of [1, 4, 1000]) expect(await readPieces(irregular, bytes, kinds)).toBeNull();
  });

  it('leaves bytes that are not UTF-8 to the parser', async () => {
    const path = join(temporary, 'latin.csv');
    writeFileSync(path, Buffer.from('a,b\n1,caf\xe9\n', 'latin1'));
    const threads = createImportThreads('few');
    const read = await readChunks(threads, {
      path,
      folder: temporary,
      settings: { delimiter: 44, quote: 34, width: 2, missingTokens: [], decimalMark: '.', kinds: Uint8Array.of(2, 2) },
      ranges: [{ from: 4, to: 11 }],
      isExact: true,
      detects: false,
    });
    await threads.close();
    expect(read).toBeNull();
  });
});
