/** Pixels of one picture, row by row, channels last; 0 to 255. */
export interface Pixels {
  readonly height: number;
  readonly width: number;
  /** 1 is grey, 3 is red, green, blue. */
  readonly channels: 1 | 3;
  readonly values: Uint8Array;
}

const pattern = /^image:(\d{1,4})x(\d{1,4})x([13]):([A-Za-z0-9+/]+={0,2})$/;
const head = /^image:\d{1,4}x\d{1,4}x[13]:/;

/** A picture as the text of a cell, `image:HEIGHTxWIDTHxCHANNELS:BASE64`. */
export function writeImageText({ height, width, channels, values }: Pixels): string {
  return `image:${height}x${width}x${channels}:${Buffer.from(values.buffer, values.byteOffset, values.length).toString('base64')}`;
}

/** Whether a cell's text begins as a picture's does. */
export function isImageText(text: string): boolean {
  return head.test(text);
}

/** The picture of such a text; null where it is none. */
export function readImageText(text: string): Pixels | null {
  const match = pattern.exec(text);
  if (match === null) return null;
  const [height, width, channels] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const values = new Uint8Array(Buffer.from(match[4] ?? '', 'base64'));
  if (values.length !== height * width * channels || (channels !== 1 && channels !== 3)) return null;
  return { height, width, channels, values };
}

/** What people read in place of such a text. */
export function sayImage(text: string): string {
  const match = /^image:(\d+)x(\d+)x([13]):/.exec(text);
  return match === null ? text : `${match[2] ?? ''} × ${match[1] ?? ''} ${match[3] === '1' ? 'grey' : 'colour'}`;
}
