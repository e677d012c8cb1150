import { statSync } from 'node:fs';
import path from 'node:path';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.txt': 'text/plain; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
};

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
  const type = types[path.extname(file).toLowerCase()];
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
