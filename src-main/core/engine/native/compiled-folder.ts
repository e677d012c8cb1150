import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const flag = '--tf_xla_persistent_cache_directory=';
const suffix = '.pb';

/** What TF_XLA_FLAGS must say for TensorFlow to keep in `folder` what XLA compiles on the CPU. */
export function keepCompiledFlags(folder: string): string {
  return `${flag}${folder} --tf_xla_persistent_cache_device_types=CPU`;
}

/**
 * Removes what TensorFlow keeps of compiled programs, where this process was started with such a folder: a file that cannot be
 * read back makes its program fail for good. Says whether there was anything to remove.
 */
export function forgetCompiled(environment: NodeJS.ProcessEnv = process.env): boolean {
  const flags = environment['TF_XLA_FLAGS']?.split(/\s+/) ?? [];
  const folder = flags.find((each) => each.startsWith(flag))?.slice(flag.length);
  if (folder === undefined || folder === '') return false;
  const kept = readNames(folder).filter((name) => name.endsWith(suffix));
  for (const name of kept) rmSync(join(folder, name), { force: true });
  return kept.length > 0;
}

function readNames(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
