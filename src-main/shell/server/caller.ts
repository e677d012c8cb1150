import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { AppError } from '../../contract/error.ts';

export interface Caller {
  readonly method: string;
  /** Path with query, as requested. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
}

export interface Credentials {
  readonly port: number;
  readonly token: string;
}

/** Cookies know no ports: each server on this machine needs a name of its own. */
export function cookieName(port: number): string {
  return `tandem_token_${port}`;
}

/** The cookie that the page's first request is answered with. */
export function tokenCookie({ port, token }: Credentials): string {
  return `${cookieName(port)}=${token}; Path=/; HttpOnly; SameSite=Strict`;
}

/**
 * The one place where the server decides whom it answers. Host: this very address (a foreign name that was bound to
 * 127.0.0.1 is refused). Origin: this page, and required wherever something can change. Token: in the cookie, or
 * in the address of the first page. Says whether the cookie has yet to be set.
 */
export function checkCaller(caller: Caller, credentials: Credentials): { setsCookie: boolean } {
  const hosts = [`127.0.0.1:${credentials.port}`, `localhost:${credentials.port}`];
  const { host, origin, 'sec-fetch-site': site } = caller.headers;
  if (host === undefined || !hosts.includes(host)) throw forbidden('Host', host);

  const reads = caller.method === 'GET' || caller.method === 'HEAD';
  if (origin === undefined ? !reads : origin !== `http://${host}`) throw forbidden('Origin', origin);
  const address = URL.parse(`http://${host}${caller.url}`);
  const navigates = reads && address?.pathname === '/';
  const sites = navigates ? ['same-origin', 'none', 'same-site', 'cross-site'] : ['same-origin', 'none'];
  if (site !== undefined && !sites.includes(site)) throw forbidden('Sec-Fetch-Site', site);

  if (isSame(readCookie(caller.headers.cookie, cookieName(credentials.port)), credentials.token)) {
    return { setsCookie: false };
  }
  const given = navigates ? address.searchParams.get('token') : null;
  if (isSame(given, credentials.token)) return { setsCookie: true };
  throw new AppError('forbidden', 'missing token; open the address that Tandem printed when it started');
}

function forbidden(what: string, value: string | undefined): AppError {
  return new AppError('forbidden', `invalid ${what}: ${value ?? 'none'}; open the address that Tandem printed`);
}

function readCookie(header: string | undefined, name: string): string | null {
  for (const part of (header ?? '').split(';')) {
    const [key, value] = part.trim().split('=');
    if (key === name) return value ?? null;
  }
  return null;
}

/** Compares without telling by its time where two texts differ. */
function isSame(given: string | null, token: string): boolean {
  return given !== null && timingSafeEqual(digest(given), digest(token));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
