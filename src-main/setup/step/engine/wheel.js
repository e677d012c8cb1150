import { mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { answers, lastLines, runToEnd } from '../process.js';
import { createProgressLine, megabytes, say, secondsSince } from '../say.js';
import { SetupFailure } from './failure.js';
import { headers, tensorflowVersion } from './recipe.js';

/** @returns {string} the first Python here that has pip */
export function findPython() {
  const candidates = process.platform === 'win32' ? ['python', 'py'] : ['python3', 'python'];
  const python = candidates.find((name) => answers(name, ['-c', 'import sys; sys.exit(sys.version_info < (3, 9))']));
  if (python === undefined) throw new SetupFailure('Python 3.9 or newer was not found', 'python3 and python3-pip');
  if (!answers(python, ['-m', 'pip', '--version'])) throw new SetupFailure('Python has no pip', 'python3-pip');
  return python;
}

/**
 * Downloads the wheel of TensorFlow, and for a GPU the wheels of its CUDA libraries.
 *
 * @param {string} python
 * @param {import('./recipe.js').Recipe} recipe
 * @param {string} folder
 */
export async function downloadWheels(python, recipe, folder) {
  await download(python, recipe, folder, [`${recipe.wheel}==${tensorflowVersion}`]);
  if (recipe.variant === 'cuda') {
    await download(python, recipe, folder, await readCudaRequirements(python, folder));
  }
}

/**
 * Takes the libraries and headers out of the wheels.
 *
 * @param {string} python
 * @param {import('./recipe.js').Recipe} recipe
 * @param {string} wheels folder
 * @param {string} folder gets the libraries, and the headers under `include`
 */
export async function unpackWheels(python, recipe, wheels, folder) {
  const from = Date.now();
  say('Unpacking the TensorFlow libraries');
  mkdirSync(folder, { recursive: true });
  const names = [...recipe.libraries.map((name) => `tensorflow/${name}`), ...headers];
  const { code, output } = await runToEnd(python, ['-c', unpackScript, wheels, folder, ...names]);
  if (code !== 0) {
    throw new SetupFailure(`the TensorFlow wheel could not be unpacked (${lastLines(output)})`, null);
  }
  say(`Unpacked in ${secondsSince(from)}`);
}

/**
 * @param {string} python
 * @param {import('./recipe.js').Recipe} recipe
 * @param {string} folder
 * @param {readonly string[]} requirements
 */
async function download(python, recipe, folder, requirements) {
  const from = Date.now();
  const scratch = join(folder, 'scratch');
  mkdirSync(scratch, { recursive: true });
  const line = createProgressLine();
  const what = requirements.length === 1 ? requirements[0] : `${requirements.length} CUDA libraries`;
  say(`Downloading ${what} for the native engine (about ${megabytes(recipe.downloadBytes)} in all)`);
  const timer = setInterval(() => line.show(`  ${megabytes(folderBytes(folder))} so far`), 500);
  const { code, output } = await runToEnd(
    python,
    [
      ...['-m', 'pip', 'download', '--no-deps', '--only-binary=:all:', '--no-cache-dir', '--disable-pip-version-check'],
      ...['--platform', recipe.wheelPlatform, '--platform', recipe.wheelPlatform.replace('_2_27_', '2014_')],
      ...['--python-version', '3.11', '--implementation', 'cp', '--abi', 'cp311', '--abi', 'none'],
      ...['--dest', folder, ...requirements],
    ],
    // Its temporary files lie beside the result: one disk, counted for the progress, and swept with it.
    { env: { ...process.env, TMPDIR: scratch, PYTHONUNBUFFERED: '1' } },
  );
  clearInterval(timer);
  line.end();
  if (code !== 0) {
    throw new SetupFailure(`the download of ${what} did not succeed (${lastLines(output, 2)})`, null);
  }
  say(`Downloaded ${megabytes(folderBytes(folder))} in ${secondsSince(from)}`);
}

/**
 * @param {string} python
 * @param {string} folder
 */
async function readCudaRequirements(python, folder) {
  const { code, output } = await runToEnd(python, ['-c', requirementsScript, folder]);
  const requirements = output.split('\n').filter((line) => line.startsWith('nvidia-'));
  if (code !== 0 || requirements.length === 0) {
    throw new SetupFailure(`the wheel does not name its CUDA libraries (${lastLines(output)})`, null);
  }
  return requirements;
}

/** @param {string} folder @returns {number} */
function folderBytes(folder) {
  let sum = 0;
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    try {
      if (entry.isFile()) sum += statSync(join(entry.parentPath, entry.name)).size;
    } catch {
      // Moved or removed by pip while being counted.
    }
  }
  return sum;
}

const requirementsScript = `
import glob, re, sys, zipfile
wheel = zipfile.ZipFile(glob.glob(sys.argv[1] + '/tensorflow*.whl')[0])
name = next(n for n in wheel.namelist() if n.endswith('.dist-info/METADATA'))
for line in wheel.read(name).decode().splitlines():
    found = re.match(r'Requires-Dist: (nvidia-[^;]+); extra == .and-cuda.', line)
    if found: print(found.group(1).strip())
`;

// The libraries of all wheels lie in one folder, where TensorFlow's own search path ($ORIGIN) finds them.
const unpackScript = `
import glob, os, shutil, sys, zipfile
wheels, folder, names = sys.argv[1], sys.argv[2], sys.argv[3:]
def put(archive, name, target):
    os.makedirs(os.path.dirname(target), exist_ok=True)
    with archive.open(name) as source, open(target, 'wb') as sink:
        shutil.copyfileobj(source, sink, 1 << 22)
for path in sorted(glob.glob(wheels + '/*.whl')):
    archive = zipfile.ZipFile(path)
    if os.path.basename(path).startswith('tensorflow'):
        for name in names:
            put(archive, name, os.path.join(folder, name[len('tensorflow/'):]))
        put(archive, 'tensorflow/THIRD_PARTY_NOTICES.txt', os.path.join(folder, 'THIRD_PARTY_NOTICES.txt'))
    else:
        for name in archive.namelist():
            parts = name.split('/')
            if len(parts) == 4 and parts[2] == 'lib' and '.so' in parts[3]:
                put(archive, name, os.path.join(folder, parts[3]))
            elif name.startswith('nvidia/cuda_nvcc/') and not name.endswith('/'):
                put(archive, name, os.path.join(folder, name[len('nvidia/'):]))
`;
