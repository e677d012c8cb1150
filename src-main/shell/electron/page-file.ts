import { readFile } from 'node:fs/promises';
import path from 'node:path';

/** Only the page's own files run; nothing reaches the network. */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "frame-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
};

/** Answers a request for tandem://app/PATH from the folder of the built page, and nothing outside it. */
export async function answerPageRequest(folder: string, request: { url: string; method: string }): Promise<Response> {
  if (request.method !== 'GET') return refuse(405);
  const file = findFile(folder, request.url);
  const type = file === null ? undefined : types[path.extname(file).toLowerCase()];
  if (file === null || type === undefined) return refuse(404);
  try {
    const content = await readFile(file);
    return new Response(new Uint8Array(content), {
      headers: {
        'content-type': type,
        'content-security-policy': contentSecurityPolicy,
        'x-content-type-options': 'nosniff',
        'cache-control': 'no-cache',
      },
    });
  } catch {
    return refuse(404);
  }
}

function findFile(folder: string, address: string): string | null {
  const url = new URL(address);
  if (url.host !== 'app') return null;
  let requested: string;
  try {
    requested = decodeURIComponent(url.pathname);
  } catch {
    return null;
  }
  if (/[\0\\]/.test(requested)) return null;
  const file = path.join(folder, requested === '/' ? 'index.html' : requested);
  return file.startsWith(path.join(folder, path.sep)) ? file : null;
}

function refuse(status: number): Response {
  return new Response(null, { status });
}
