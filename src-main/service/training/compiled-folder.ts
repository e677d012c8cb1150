import { readFileSync } from 'node:fs';
import { identifyAddon } from '../../core/engine/native/addon-file.ts';
import { keepCompiledFlags } from '../../core/engine/native/compiled-folder.ts';
import { openKeptFolder } from './kept-folder.ts';

const largestBytes = 2 ** 28;

/**
 * Environment of a trainer that finds again what XLA compiled in an earlier one: a program of the same shape then starts in a
 * third of the time. Machine code is of one kind of processor and one TensorFlow, so each has a folder of its own. Empty where
 * nothing can be kept.
 */
export function keepCompiled(cacheFolder: string): { readonly TF_XLA_FLAGS?: string } {
  const engine = identifyAddon();
  const processor = processorFeatures();
  // TensorFlow reads its flags word by word
  if (engine === null || processor === null || /[\s"'\\]/.test(cacheFolder)) return {};
  const folder = openKeptFolder({ cacheFolder, name: 'compiled', kind: [engine, processor], largestBytes });
  return folder === null ? {} : { TF_XLA_FLAGS: keepCompiledFlags(folder) };
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
