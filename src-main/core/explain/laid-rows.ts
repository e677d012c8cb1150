/** The n rows of a test part laid out level by level, those of a level one after the other as they stood. */
export interface LaidRows {
  /** [levels + 1] where each level begins, and the last one ends. */
  readonly starts: Int32Array;
  /** [n] The level of each row, -1 for none. */
  readonly levelAt: Int32Array;
  /** [n] Its place among the rows of that level. */
  readonly placeAt: Int32Array;
  /** The row at each place of the layout. */
  readonly rowAt: Int32Array;
}

/**
 * Lays rows out by their level.
 *
 * @param rows [n] rows of the data
 * @param codes by row of the data
 * @param levelOf the level of each code, -1 for none
 */
export function layRows(rows: Int32Array, codes: Int32Array, levelOf: Int32Array, levels: number): LaidRows {
  const levelAt = new Int32Array(rows.length);
  const placeAt = new Int32Array(rows.length);
  const counts = new Int32Array(levels);
  for (let index = 0; index < rows.length; index += 1) {
    const level = levelOf[codes[rows[index] as number] as number] as number;
    levelAt[index] = level;
    if (level < 0) continue;
    const place = counts[level] as number;
    placeAt[index] = place;
    counts[level] = place + 1;
  }
  const starts = new Int32Array(levels + 1);
  for (let level = 0; level < levels; level += 1) {
    starts[level + 1] = (starts[level] as number) + (counts[level] as number);
  }
  const rowAt = new Int32Array(starts[levels] as number);
  for (let index = 0; index < rows.length; index += 1) {
    const level = levelAt[index] as number;
    if (level >= 0) rowAt[(starts[level] as number) + (placeAt[index] as number)] = index;
  }
  return { starts, levelAt, placeAt, rowAt };
}

/** The values [n, width] of the rows, laid out. */
export function layValues({ rowAt }: LaidRows, values: Float64Array, width: number): Float64Array {
  const laid = new Float64Array(rowAt.length * width);
  if (width === 1) {
    for (let place = 0; place < rowAt.length; place += 1) laid[place] = values[rowAt[place] as number] as number;
    return laid;
  }
  for (let place = 0; place < rowAt.length; place += 1) {
    const from = (rowAt[place] as number) * width;
    for (let k = 0; k < width; k += 1) laid[place * width + k] = values[from + k] as number;
  }
  return laid;
}

/** For each level its places in the order that is given for all n rows. */
export function layOrder({ starts, levelAt, placeAt }: LaidRows, order: Int32Array): Int32Array {
  const laid = new Int32Array(starts.at(-1) as number);
  const ends = starts.slice();
  for (let turn = 0; turn < order.length; turn += 1) {
    const index = order[turn] as number;
    const level = levelAt[index] as number;
    if (level < 0) continue;
    const to = ends[level] as number;
    laid[to] = placeAt[index] as number;
    ends[level] = to + 1;
  }
  return laid;
}
