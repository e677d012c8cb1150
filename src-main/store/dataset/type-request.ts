import type { ColumnDescription, ColumnType, ImportWarning } from '../../contract/dataset.ts';
import type { PictureSource } from './picture/picture-source.ts';

export interface TypeRequest {
  readonly types: Readonly<Record<string, ColumnType>>;
  /** For files on their way. */
  readonly folder: string;
  /** First rows to give back as text. */
  readonly headRows: number;
  /** Whether the typed table is to be written. */
  readonly keeps: boolean;
  /** Pictures that columns may name, and their size in pixels. */
  readonly pictures?: { readonly source: PictureSource; readonly size: number };
  readonly signal?: AbortSignal;
  readonly onStage?: (stage: 'reading' | 'typing' | 'writing', share: number | null) => void;
}

export interface DescribedColumn {
  readonly description: ColumnDescription;
  readonly warnings: readonly ImportWarning[];
}

export interface TypedColumns {
  readonly columns: readonly DescribedColumn[];
  readonly contentHash: string;
  /** Columns of the first rows, as text. */
  readonly head: readonly (readonly (string | null)[])[];
}
