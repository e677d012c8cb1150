import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { contentSecurityPolicy, pageFileTypes } from '../../contract/page.ts';

/** Answers a request for tandem://app/PATH from the folder of the built page, and nothing outside it. */
export async function answerPageRequest(folder: string, request: { url: string; method: string }): Promise<Response> {
  if (request.method !== 'GET') return refuse(405);
  const file = findFile(folder, request.url);
  const type = file === null ? undefined : pageFileTypes[path.extname(file).toLowerCase()];
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
