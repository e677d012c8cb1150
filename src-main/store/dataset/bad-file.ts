import { AppError } from '../../contract/error.ts';

export interface FilePlace {
  /** As the user knows it. */
  readonly file: string;
  /** 1-based, as a spreadsheet counts: every line is a row, a quoted line break is none. */
  readonly row?: number;
  /** Name, or 1-based position where there is no name. */
  readonly column?: string | number;
}

/** `FILE, row R, column C: what; what to do`. */
export function badFile(place: FilePlace, message: string, cause?: unknown): AppError {
  const where = [
    place.file,
    ...(place.row === undefined ? [] : [`row ${place.row}`]),
    ...(place.column === undefined ? [] : [`column ${place.column}`]),
  ];
  return new AppError('bad-file', `${where.join(', ')}: ${message}`, { details: { ...place }, cause });
}

/** A cell cut down to what fits into a message. */
export function excerpt(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > 60 ? `${line.slice(0, 57)}...` : line;
}
