import { statSync } from 'node:fs';
import path from 'node:path';
import { pageFileTypes } from '../../contract/page.ts';

export interface StaticFile {
  readonly file: string;
  readonly type: string;
}

/** The file of a request's path inside `folder`, or null: outside it, a folder, missing, or of an unknown kind. */
export function findStaticFile(folder: string, requestPath: string): StaticFile | null {
  const relative = decodePath(requestPath);
  if (relative === null) return null;
  const root = path.resolve(folder);
  const file = path.resolve(root, `.${relative === '/' ? '/index.html' : relative}`);
  if (!file.startsWith(root + path.sep)) return null;
  const type = pageFileTypes[path.extname(file).toLowerCase()];
  if (type === undefined || statSync(file, { throwIfNoEntry: false })?.isFile() !== true) return null;
  return { file, type };
}

function decodePath(requestPath: string): string | null {
  try {
    const decoded = decodeURIComponent(requestPath);
    return decoded.startsWith('/') && !/[\0\\]/.test(decoded) && !decoded.split('/').includes('..') ? decoded : null;
  } catch {
    return null;
  }
}
