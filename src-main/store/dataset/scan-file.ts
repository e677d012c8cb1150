import { open } from 'node:fs/promises';
import { cancelled } from './duckdb.ts';
import { CellScanner, type ScanSettings } from './scan-cells.ts';

const blockBytes = 4 * 1024 * 1024;
/** A record that is longer is left to the parser. */
const longestRecord = 64 * 1024 * 1024;

export interface ScannedFile {
  readonly scanner: CellScanner;
  /** Bytes of whole records that were scanned. */
  readonly bytes: number;
  /** Whether that is all of the file. */
  readonly complete: boolean;
}

/** Scans a file, or its beginning of about `limit` bytes; null where its text is not regular. */
export async function scanFile(
  path: string,
  settings: ScanSettings,
  limit: number | null,
  context: { readonly signal?: AbortSignal; readonly onProgress?: (share: number) => void },
): Promise<ScannedFile | null> {
  const scanner = new CellScanner(settings);
  const handle = await open(path, 'r');
  try {
    const { size } = await handle.stat();
    let block = Buffer.allocUnsafe(blockBytes);
    let held = 0;
    let read = 0;
    let scanned = 0;
    for (;;) {
      if (context.signal?.aborted === true) throw cancelled();
      if (held === block.length) {
        if (block.length >= longestRecord) return null;
        block = Buffer.concat([block, Buffer.allocUnsafe(block.length)]);
      }
      const { bytesRead } = await handle.read(block, held, block.length - held, read);
      read += bytesRead;
      held += bytesRead;
      const isEnd = bytesRead === 0;
      const used = scanner.scan(block.subarray(0, held), isEnd);
      if (!scanner.regular) return null;
      scanned += used;
      block.copy(block, 0, used, held);
      held -= used;
      context.onProgress?.(size === 0 ? 1 : scanned / size);
      if (isEnd) return { scanner, bytes: scanned, complete: true };
      if (limit !== null && scanned >= limit && scanned < size) return { scanner, bytes: scanned, complete: false };
    }
  } finally {
    await handle.close();
  }
}
