import { NumberFormatDetector } from '../../../core/table/number-format.ts';
import { firstFormatCells, oddFormatCells } from '../scan-cells.ts';
import { columnKind, type CellSettings } from './cell-reader.ts';
import type { ImportThreads } from './import-threads.ts';
import type { ReadChunk } from './read-chunk.ts';

/** Bytes that a thread reads at one time. */
export const chunkBytes = 4 * 1024 * 1024;

export interface ChunkRange {
  readonly from: number;
  readonly to: number;
}

export interface ReadPlan {
  readonly path: string;
  readonly folder: string;
  readonly settings: Omit<CellSettings, 'numberLimit' | 'oddLimit'>;
  /** One after another. Records begin at the first one's `from`; `isExact`: at the others' too. */
  readonly ranges: readonly ChunkRange[];
  readonly isExact: boolean;
  /** Whether cells are looked at for the number format. */
  readonly detects: boolean;
  readonly onProgress?: (share: number) => void;
}

export interface ReadChunks {
  readonly chunks: readonly ReadChunk[];
  /** Columns that were to be numbers and hold something else somewhere. */
  readonly misfits: ReadonlySet<number>;
  readonly detector: NumberFormatDetector;
}

/** A file in pieces of about equal size, from the first record to the end or the first cut beyond `limit` bytes. */
export function cutRanges(from: number, size: number, limit: number | null, bytes = chunkBytes): ChunkRange[] {
  const end = limit === null ? size : Math.min(size, Math.max(limit, from + 1));
  const count = Math.max(1, Math.ceil((end - from) / bytes));
  return Array.from({ length: count }, (_, index) => ({
    from: from + index * bytes,
    to: Math.min(end, from + (index + 1) * bytes),
  }));
}

/**
 * Reads the ranges side by side. A thread takes the first line end after its `from` for the end of a record; where the
 * range before tells otherwise, because the line end lies in quotes, it is read again from where that one ends. By induction
 * every record then begins where the one before ends. Null where the text is not regular.
 */
export async function readChunks(threads: ImportThreads, plan: ReadPlan): Promise<ReadChunks | null> {
  const { path, ranges, settings } = plan;
  const kinds = settings.kinds.slice();
  const misfits = new Set<number>();
  const detector = new NumberFormatDetector();
  const left = { number: plan.detects ? firstFormatCells : 0, odd: plan.detects ? oddFormatCells : 0 };

  async function read(range: ChunkRange, isExact: boolean): Promise<ReadChunk | null> {
    const { chunk } = await threads.run({
      kind: 'chunk',
      path,
      ...range,
      isExact,
      settings: { ...settings, kinds: kinds.slice(), numberLimit: left.number, oddLimit: left.odd },
      folder: plan.folder,
    });
    return chunk;
  }

  const ahead: Promise<ReadChunk | null>[] = [];
  const chunks: ReadChunk[] = [];
  const begin = (index: number): void => {
    const range = ranges[index];
    if (range === undefined) return;
    const reading = read(range, plan.isExact || index === 0);
    // It is awaited in its turn; until then nobody else hears of a failure.
    reading.catch(() => undefined);
    ahead[index] = reading;
  };
  begin(0);
  for (const [index, range] of ranges.entries()) {
    const before = chunks.at(-1);
    let chunk = (await ahead[index]) ?? null;
    if (before !== undefined && chunk?.begin !== before.end) {
      if (before.end >= range.to) continue;
      chunk = await read({ from: before.end, to: range.to }, true);
    }
    if (chunk === null) return null;
    if (chunk.looked.number > left.number || chunk.looked.odd > left.odd) {
      chunk = await read({ from: chunk.begin, to: chunk.end }, true);
      if (chunk === null) return null;
    }
    left.number -= chunk.looked.number;
    left.odd -= chunk.looked.odd;
    detector.merge(chunk.evidence);
    for (const column of chunk.misfits) {
      misfits.add(column);
      kinds[column] = columnKind.none;
    }
    chunks.push(chunk);
    // The first one alone shows most of the number format: the others then need not look at every cell.
    for (let next = ahead.length; next <= index + 2 * threads.size; next += 1) begin(next);
    plan.onProgress?.((index + 1) / ranges.length);
  }
  return { chunks, misfits, detector };
}
