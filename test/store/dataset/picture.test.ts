import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { crc32 } from 'node:zlib';
import { encode } from 'jpeg-js';
import { PNG } from 'pngjs';
import { afterAll, describe, expect, it } from 'vitest';
import { importOptionsSchema } from '../../../src-main/contract/dataset.ts';
import { readImageText } from '../../../src-main/core/table/image.ts';
import { importFile, previewFile } from '../../../src-main/store/dataset/import-file.ts';
import { decodePicture } from '../../../src-main/store/dataset/picture/decode-picture.ts';
import { resizePicture } from '../../../src-main/store/dataset/picture/resize-picture.ts';
import { readTable } from '../../../src-main/store/dataset/read-table.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'tandem-picture-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

type Colour = readonly [number, number, number, number];

function png(width: number, height: number, colourAt: (x: number, y: number) => Colour): Buffer {
  const image = new PNG({ width, height });
  for (let pixel = 0; pixel < width * height; pixel += 1) {
    image.data.set(colourAt(pixel % width, Math.floor(pixel / width)), 4 * pixel);
  }
  return PNG.sync.write(image);
}

function jpeg(width: number, height: number, grey: number): Buffer {
  const data = Buffer.alloc(width * height * 4, grey);
  return encode({ width, height, data }, 95).data;
}

/** A zip archive of stored members. */
function zip(members: Readonly<Record<string, Buffer>>): Buffer {
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, bytes] of Object.entries(members)) {
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt32LE(crc32(bytes), 10);
    common.writeUInt32LE(bytes.length, 14);
    common.writeUInt32LE(bytes.length, 18);
    common.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, Buffer.from(name), bytes]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), common, tail, Buffer.from(name)]));
    bodies.push(local);
    offset += local.length;
  }
  const listing = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(directory.length, 8);
  end.writeUInt16LE(directory.length, 10);
  end.writeUInt32LE(listing.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...bodies, listing, end]);
}

const black: Colour = [0, 0, 0, 255];

describe('decodePicture', () => {
  it('lays what is transparent on white', () => {
    const { values } = decodePicture(png(1, 2, (_, y) => (y === 0 ? [10, 20, 30, 255] : [10, 20, 30, 0])));
    expect([...values]).toEqual([10, 20, 30, 255, 255, 255]);
  });

  it('reads JPEG', () => {
    const { width, height, values } = decodePicture(jpeg(9, 4, 120));
    expect([width, height, values.length]).toEqual([9, 4, 108]);
    expect(Math.abs((values[50] ?? 0) - 120)).toBeLessThan(4);
  });

  it.each([
    ['text', Buffer.from('not a picture'), /neither PNG nor JPEG/],
    ['a PNG of too many pixels', hugePng(), /limit 50 million/],
    ['a torn JPEG', jpeg(9, 4, 1).subarray(0, 60), /^a JPEG that is damaged or cut off$/],
    ['a torn PNG', png(4, 4, () => black).subarray(0, 40), /^a PNG that is damaged or cut off$/],
  ])('refuses %s', (_, bytes, message) => {
    expect(() => decodePicture(bytes)).toThrow(message);
  });
});

function hugePng(): Buffer {
  const bytes = png(1, 1, () => black);
  bytes.writeUInt32BE(20_000, 16);
  bytes.writeUInt32BE(20_000, 20);
  return bytes;
}

describe('resizePicture', () => {
  it('takes the mean of the area under each new pixel', () => {
    const grey = (values: number[]) => Uint8Array.from(values.flatMap((value) => [value, value, value]));
    const smaller = resizePicture({ width: 4, height: 2, values: grey([0, 100, 200, 200, 100, 200, 0, 0]) }, 2);
    expect([...smaller].filter((_, place) => place % 3 === 0)).toEqual([50, 200, 150, 0]);
    const odd = resizePicture({ width: 3, height: 1, values: grey([0, 60, 240]) }, 2);
    expect([...odd].filter((_, place) => place % 3 === 0)).toEqual([20, 180, 20, 180]);
    expect([...resizePicture({ width: 1, height: 1, values: grey([7]) }, 2)]).toEqual(new Array(12).fill(7));
  });
});

describe('a table that names pictures', () => {
  const rows = Array.from({ length: 6 }, (_, row) => `img/${row}.png,${row}`);
  const table = Buffer.from(['file,y', ...rows, 'img/none.png,6', ',7', ''].join('\n'));
  const pictures = Object.fromEntries(
    [0, 1, 2, 3, 4].map((row) => [`img/${row}.png`, png(5, 3, () => [40 * row, 40 * row, 40 * row, 255])]),
  );
  const archive = path.join(folder, 'set.zip');
  writeFileSync(archive, zip({ 'labels.csv': table, ...pictures, 'img/5.png': Buffer.from('broken') }));
  mkdirSync(path.join(folder, 'beside', 'img'), { recursive: true });
  writeFileSync(path.join(folder, 'beside', 'labels.csv'), table);
  for (const [name, bytes] of Object.entries(pictures)) writeFileSync(path.join(folder, 'beside', name), bytes);

  it.each([
    ['an archive', archive],
    ['a folder', path.join(folder, 'beside', 'labels.csv')],
  ])('holds them, from %s, and says which could not be read', async (_, file) => {
    const options = importOptionsSchema.parse({ pictureSize: 4 });
    const imported = await importFile({ path: file, options, folder: path.join(folder, 'kept') });
    const [described] = imported.description.columns;
    expect(described).toMatchObject({
      type: 'image',
      missing: 3,
      distinct: 5,
      examples: expect.arrayContaining(['4 × 4 grey']) as unknown,
    });
    const warning = imported.description.warnings.find(({ code }) => code === 'picture-unreadable');
    expect(warning).toMatchObject({ column: 'file', count: 2 });
    expect(warning?.message).toMatch(/2 pictures could not be read and are missing, the first img\/5\.png \(/);
    const [column] = (await readTable(imported.parquetPath, imported.description)).columns;
    if (column === undefined || !('codes' in column)) throw new Error('no column of pictures');
    expect([...column.codes].slice(5)).toEqual([-1, -1, -1]);
    expect(readImageText(column.labels[3] ?? '')).toEqual({
      height: 4,
      width: 4,
      channels: 1,
      values: new Uint8Array(16).fill(120),
    });
  });

  it('is previewed by the size of its pictures', async () => {
    const preview = await previewFile(archive, importOptionsSchema.parse({}));
    expect(preview.rows[0]).toEqual(['32 × 32 grey', '0']);
  });

  it('stays a table of names where the column is to be one of labels', async () => {
    const options = importOptionsSchema.parse({ columnTypes: { file: 'categorical' } });
    const { description } = await importFile({ path: archive, options, folder: path.join(folder, 'kept') });
    expect(description.columns[0]).toMatchObject({ type: 'categorical', distinct: 7 });
  });

  it('never reads outside the folder of the table', async () => {
    writeFileSync(
      path.join(folder, 'secret.png'),
      png(2, 2, () => black),
    );
    const lines = ['file,y', ...Array.from({ length: 4 }, (_, row) => `../secret.png,${row}`), ''];
    const file = path.join(folder, 'beside', 'escape.csv');
    writeFileSync(file, lines.join('\n'));
    const { description } = await importFile({
      path: file,
      options: importOptionsSchema.parse({}),
      folder: path.join(folder, 'kept'),
    });
    expect(description.columns[0]?.type).toBe('categorical');
  });
});
