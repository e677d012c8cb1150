import { enableCompileCache } from 'node:module';
import { codeFolder, makeFolders } from './place.ts';

/**
 * From here on what V8 makes of our source is kept for the next start: of this process, and of the threads and processes
 * that it starts, which find the folder in their environment. To be called before anything large is loaded.
 */
export function keepCode(): void {
  const folder = codeCache();
  if (folder !== null) enableCompileCache(folder);
  process.env['NODE_COMPILE_CACHE'] = folder ?? '';
}

/** Where Node keeps what V8 made of our source, made if missing; null where it cannot be made, and Node would not return from trying. */
export function codeCache(environment: NodeJS.ProcessEnv = process.env): string | null {
  const folder = codeFolder(environment);
  try {
    makeFolders(folder);
    return folder;
  } catch {
    return null;
  }
}
