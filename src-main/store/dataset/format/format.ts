import type { FileParts, ImportFormat, ImportOptions } from '../../../contract/dataset.ts';
import type { Connect } from '../duckdb.ts';
import type { RawTable } from '../raw-table.ts';

export interface FormatRequest {
  readonly path: string;
  /** The file as the user knows it, for messages. */
  readonly file: string;
  readonly options: ImportOptions;
  /** For files that are gone when the import has ended. */
  readonly folder: string;
  readonly connect: Connect;
  /** Bytes or characters after which a preview stops at the next whole row; null reads all. */
  readonly limit: number | null;
  readonly signal?: AbortSignal;
  /** Told as soon as the parts of the file are known, so that an error can offer them. */
  readonly onParts?: (parts: FileParts) => void;
  /** Share that has been read, 0 to 1; null while unknown. */
  readonly onProgress?: (share: number | null) => void;
}

/** One kind of file that holds a table. */
export interface FileFormat {
  readonly id: ImportFormat;
  /** For people, with its article: `a Parquet file`. */
  readonly title: string;
  /** Whether a file that begins with these bytes, or is called so, is one. The name is in lower case. */
  recognises(head: Uint8Array, name: string): boolean;
  /** Throws AppError `bad-file` with file, row and column at the first thing that is wrong. */
  read(request: FormatRequest): Promise<RawTable>;
}
