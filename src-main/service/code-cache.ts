import { enableCompileCache } from 'node:module';
import { codeCache } from './place.ts';

/**
 * From here on what V8 makes of our source is kept for the next start: of this process, and of the threads and processes
 * that it starts, which find the folder in their environment. To be called before anything large is loaded.
 */
export function keepCode(): void {
  const folder = codeCache();
  enableCompileCache(folder);
  process.env['NODE_COMPILE_CACHE'] = folder;
}
