import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { identifyAddon } from '../../core/engine/native/addon-file.ts';
import { keepCompiledFlags } from '../../core/engine/native/compiled-folder.ts';
import { makeFolders } from '../../store/make-folders.ts';

const largestBytes = 2 ** 28;
const name = 'compiled';

/**
 * Environment of a trainer that finds again what XLA compiled in an earlier one: a program of the same shape then starts in a
 * third of the time. Machine code is of one kind of processor and one TensorFlow, so each has a folder of its own; folders of
 * others, and the oldest files beyond 256 MiB, go. Empty where nothing can be kept.
 */
export function keepCompiled(cacheFolder: string): { readonly TF_XLA_FLAGS?: string } {
  const engine = identifyAddon();
  const processor = processorFeatures();
  const root = path.join(cacheFolder, name);
  // TensorFlow reads its flags word by word
  if (engine === null || processor === null || /[\s"'\\]/.test(root)) return {};
  const kind = createHash('sha256')
    .update(JSON.stringify([engine, processor]))
    .digest('hex')
    .slice(0, 16);
  const folder = path.join(root, kind);
  try {
    makeFolders(folder);
    removeOthers(root, kind);
    removeOldest(folder);
  } catch {
    return {};
  }
  return { TF_XLA_FLAGS: keepCompiledFlags(folder) };
}

/** What the processor can do, as Linux tells it; null elsewhere. */
function processorFeatures(): string | null {
  try {
    const text = readFileSync('/proc/cpuinfo', 'utf8');
    return /^(?:flags|Features)\s*:.*$/m.exec(text)?.[0] ?? null;
  } catch {
    return null;
  }
}

function removeOthers(root: string, kind: string): void {
  for (const entry of readdirSync(root)) {
    if (entry !== kind) rmSync(path.join(root, entry), { recursive: true, force: true });
  }
}

function removeOldest(folder: string): void {
  const files = readdirSync(folder).flatMap((file) => {
    const place = path.join(folder, file);
    const entry = statSync(place, { throwIfNoEntry: false });
    return entry === undefined ? [] : [{ place, bytes: entry.size, changedMs: entry.mtimeMs }];
  });
  let total = 0;
  for (const { place, bytes } of files.toSorted((first, second) => second.changedMs - first.changedMs)) {
    total += bytes;
    if (total > largestBytes) rmSync(place, { force: true });
  }
}
