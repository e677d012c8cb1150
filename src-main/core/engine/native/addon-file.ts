import { existsSync, realpathSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

export const nativePackage = '@tensorflow/tfjs-node-gpu';

/** The package's addon with TensorFlow, which the set-up compiles and links. */
export function addonFile(): string {
  const folder = dirname(createRequire(import.meta.url).resolve(`${nativePackage}/package.json`));
  return join(folder, 'lib', 'napi-v8', 'tfjs_binding.node');
}

/** Tells one build of the addon from another, by its file alone; null where there is none. */
export function identifyAddon(): string | null {
  const file = addonFile();
  if (!existsSync(file)) return null;
  const { size, mtimeMs } = statSync(file);
  return `${realpathSync(file)} ${size} ${mtimeMs}`;
}
