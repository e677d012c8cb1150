import { homedir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export { makeFolders } from '../store/make-folders.ts';

/** The folder that holds src-main, resources and package.json. */
export const applicationFolder = fileURLToPath(new URL('../../', import.meta.url));

/** The workspace where none is named: `TANDEM_WORKSPACE`, or the platform's place for a program's data. */
export function defaultWorkspace(environment: NodeJS.ProcessEnv = process.env): string {
  const given = environment['TANDEM_WORKSPACE'];
  if (given !== undefined && given !== '') return given;
  const home = homedir();
  if (process.platform === 'win32')
    return path.join(environment['LOCALAPPDATA'] ?? path.join(home, 'AppData', 'Local'), 'Tandem');
  if (process.platform === 'darwin') return path.join(home, 'Library', 'Application Support', 'Tandem');
  return path.join(environment['XDG_DATA_HOME'] ?? path.join(home, '.local', 'share'), 'tandem');
}

/** The cache of the set-up: `TANDEM_CACHE`, or the platform's own place. */
export function defaultCache(environment: NodeJS.ProcessEnv = process.env): string {
  const given = environment['TANDEM_CACHE'];
  if (given !== undefined && given !== '') return given;
  const home = homedir();
  if (process.platform === 'win32') {
    return path.join(environment['LOCALAPPDATA'] ?? path.join(home, 'AppData', 'Local'), 'tandem', 'cache');
  }
  if (process.platform === 'darwin') return path.join(home, 'Library', 'Caches', 'tandem');
  return path.join(environment['XDG_CACHE_HOME'] ?? path.join(home, '.cache'), 'tandem');
}

/** Where Node keeps what V8 made of our source; without it every start compiles anew. */
export function codeFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const given = environment['NODE_COMPILE_CACHE'];
  return given !== undefined && given !== '' ? given : path.join(defaultCache(environment), 'code');
}
