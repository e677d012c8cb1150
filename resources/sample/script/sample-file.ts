/** A file of a sample: its path below the folder of samples, and its bytes. */
export interface SampleFile {
  readonly path: string;
  readonly bytes: Buffer;
}

/** A CSV file; cells with a comma or a quote are quoted. */
export function csvFile(path: string, header: readonly string[], rows: readonly (readonly string[])[]): SampleFile {
  return { path, bytes: csvBytes(header, rows) };
}

export function csvBytes(header: readonly string[], rows: readonly (readonly string[])[]): Buffer {
  return Buffer.from(`${[header, ...rows].map((row) => row.map(quoted).join(',')).join('\n')}\n`);
}

function quoted(cell: string): string {
  return /[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

export function padded(number: number, digits: number): string {
  return String(number).padStart(digits, '0');
}
