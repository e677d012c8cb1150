import { decode as decodeJpeg } from 'jpeg-js';
import { PNG } from 'pngjs';

/** Larger pictures are refused before they are unpacked. */
const mostMegapixels = 50;
const mostMegabytes = 512;

const pngMark = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** Red, green and blue of every pixel, row by row. */
export interface DecodedPicture {
  readonly width: number;
  readonly height: number;
  readonly values: Uint8Array;
}

/** A PNG or JPEG file's pixels; what is transparent lies on white. Throws an Error that says what is wrong with it. */
export function decodePicture(bytes: Buffer): DecodedPicture {
  if (bytes.subarray(0, 8).equals(pngMark)) return decodePng(bytes);
  if (bytes[0] === 0xff && bytes[1] === 0xd8) {
    const { width, height, data } = undamaged('JPEG', () =>
      decodeJpeg(bytes, {
        useTArray: true,
        formatAsRGBA: false,
        maxResolutionInMP: mostMegapixels,
        maxMemoryUsageInMB: mostMegabytes,
      }),
    );
    return { width, height, values: data };
  }
  throw new Error('neither PNG nor JPEG');
}

/** What a library says of broken bytes helps nobody but its authors; a limit that it names does. */
function undamaged<Picture>(format: string, decode: () => Picture): Picture {
  try {
    return decode();
  } catch (error) {
    const message = (error as Error).message;
    if (/limit/.test(message)) throw error;
    throw new Error(`a ${format} that is damaged or cut off`, { cause: error });
  }
}

function decodePng(bytes: Buffer): DecodedPicture {
  const [width, height] = bytes.length < 24 ? [0, 0] : [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
  if (width < 1 || height < 1) throw new Error('a PNG without a size');
  if (width * height > mostMegapixels * 1e6) {
    throw new Error(`${width} × ${height} pixels (limit ${mostMegapixels} million)`);
  }
  const { data } = undamaged('PNG', () => PNG.sync.read(bytes));
  const values = new Uint8Array(width * height * 3);
  for (let pixel = 0; pixel < width * height; pixel += 1) {
    const alpha = (data[4 * pixel + 3] ?? 255) / 255;
    for (let channel = 0; channel < 3; channel += 1) {
      values[3 * pixel + channel] = Math.round(255 + ((data[4 * pixel + channel] ?? 0) - 255) * alpha);
    }
  }
  return { width, height, values };
}
