import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder, inModules, platform } from '../place.js';

/** The TensorFlow whose libraries the addon is compiled against. */
export const tensorflowVersion = '2.21.0';

/** Raised when what an engine folder holds, or how it is compiled, changes: older folders are then left alone. */
const recipeVersion = 1;

/** The addon's own folder in its package; one file for every Node with Node-API 8. */
export const addonFolder = inModules('@tensorflow', 'tfjs-node-gpu', 'lib', 'napi-v8');
export const addonPath = join(addonFolder, 'tfjs_binding.node');
export const addonSources = inModules('@tensorflow', 'tfjs-node-gpu');

/**
 * @typedef {object} Recipe
 * @property {'cpu' | 'cuda'} variant
 * @property {string} wheel name on the Python package index
 * @property {string} wheelPlatform
 * @property {readonly string[]} libraries file names, the addon links against all of them
 * @property {number} downloadBytes
 * @property {number} diskBytes needed while setting up
 * @property {string} folder where the finished engine lies
 */

/**
 * How the native engine is made on this platform.
 *
 * @param {'cpu' | 'cuda'} variant
 * @returns {Recipe | null} null where TensorFlow's wheels have no libraries to compile against
 */
export function findRecipe(variant) {
  const linux = { libraries: ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'] };
  const darwin = { libraries: ['libtensorflow_cc.2.dylib', 'libtensorflow_framework.2.dylib'] };
  /** @type {Record<string, Omit<Recipe, 'variant' | 'folder'>>} */
  const recipes = {
    'linux-x64 cpu': {
      wheel: 'tensorflow-cpu',
      wheelPlatform: 'manylinux_2_27_x86_64',
      ...linux,
      downloadBytes: 274e6,
      diskBytes: 1.4e9,
    },
    'linux-x64 cuda': {
      wheel: 'tensorflow',
      wheelPlatform: 'manylinux_2_27_x86_64',
      ...linux,
      downloadBytes: 3.5e9,
      diskBytes: 14e9,
    },
    'linux-arm64 cpu': {
      wheel: 'tensorflow',
      wheelPlatform: 'manylinux_2_27_aarch64',
      ...linux,
      downloadBytes: 282e6,
      diskBytes: 1.4e9,
    },
    'darwin-arm64 cpu': {
      wheel: 'tensorflow',
      wheelPlatform: 'macosx_12_0_arm64',
      ...darwin,
      downloadBytes: 224e6,
      diskBytes: 1.4e9,
    },
  };
  const found = recipes[`${platform} ${variant}`];
  if (found === undefined) return null;
  return { ...found, variant, folder: join(cacheFolder(), 'engine', folderName(variant)) };
}

/** @param {'cpu' | 'cuda'} variant */
function folderName(variant) {
  const addon = JSON.parse(readFileSync(join(addonSources, 'package.json'), 'utf8')).version;
  const hash = createHash('sha256')
    .update(JSON.stringify([recipeVersion, headers]))
    .digest('hex')
    .slice(0, 8);
  return `tensorflow-${tensorflowVersion}-${variant}-addon-${addon}-${platform}-${hash}`;
}

/** The headers that the addon's sources reach, inside the wheel. */
export const headers = [
  ...['c_api', 'c_api_macros', 'tf_attrtype', 'tf_buffer', 'tf_datatype', 'tf_status', 'tf_tensor', 'tf_tstring'].map(
    (name) => `tensorflow/include/tensorflow/c/${name}.h`,
  ),
  'tensorflow/include/tensorflow/c/eager/c_api.h',
  'tensorflow/include/tensorflow/core/platform/ctstring.h',
  'tensorflow/include/tensorflow/core/platform/ctstring_internal.h',
  'tensorflow/include/tsl/platform/ctstring.h',
  'tensorflow/include/tsl/platform/ctstring_internal.h',
  'tensorflow/include/xla/tsl/c/tsl_status.h',
];
