/** How the prepared features of a row are laid out, and what an encoder makes of each part. Plain data: part of a program's key. */
export interface InputShape {
  /** Features that the network takes as they are; they come first. */
  readonly plain: number;
  /** Indicators that each one-hot group becomes; each is one code among the features. */
  readonly oneHot: readonly number[];
  /** Learned tables of labels, one code each. */
  readonly embeddings: readonly TableShape[];
  /** Learned tables of words; each takes the codes of a text. */
  readonly words: readonly WordShape[];
  /** Widths of ranges that are brought to unit length. */
  readonly units: readonly number[];
  readonly images: readonly ImageShape[];
  /** Codes of all groups: the length of a lookup. */
  readonly codes: number;
}

export interface TableShape {
  /** What people know it by. */
  readonly name: string;
  readonly slots: number;
  readonly dimension: number;
}

export interface ImageShape {
  readonly name: string;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** Convolutions of each layer. */
  readonly filters: readonly number[];
}

export interface WordShape extends TableShape {
  /** Most words of a text. */
  readonly positions: number;
}

/** Width of a row once codes are slots or indicators: what the encoder takes. */
export function preparedWidth(shape: InputShape): number {
  return asTheyAre(shape) + slotColumns(shape) + pixelColumns(shape);
}

/** Width of what the encoder gives: what the shared network takes. */
export function encodedWidth(shape: InputShape): number {
  const tables = [...shape.embeddings, ...shape.words].map((table) => table.dimension);
  return asTheyAre(shape) + sum([...tables, ...shape.images.map((image) => image.filters.at(-1) ?? 0)]);
}

/** Columns of slots that learned tables read. */
export function slotColumns(shape: InputShape): number {
  return shape.embeddings.length + sum(shape.words.map((table) => table.positions));
}

/** Pixels of all pictures of a row. */
export function pixelColumns(shape: InputShape): number {
  return sum(shape.images.map(({ height, width, channels }) => height * width * channels));
}

/** Prepared features that a network takes without an encoder. They come first. */
export function asTheyAre(shape: InputShape): number {
  return shape.plain + sum(shape.oneHot) + sum(shape.units);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
