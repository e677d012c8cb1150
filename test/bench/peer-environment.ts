import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defaultCache } from '../../src-main/service/place.ts';

const folder = fileURLToPath(new URL('peer/', import.meta.url));

/** A Python that has the peers, or why there is none. */
export type PeerPython =
  { readonly python: string; readonly missing: null } | { readonly python: null; readonly missing: string };

let found: PeerPython | null = null;

/**
 * The Python named in `TANDEM_PEER_PYTHON`, or an environment of the bench's own in the cache folder, made from the package
 * index at the first use (some 5 GB, a minute or two).
 */
export function findPeerPython(): PeerPython {
  found ??=
    process.env['TANDEM_PEER_PYTHON'] === undefined ? makeEnvironment() : check(process.env['TANDEM_PEER_PYTHON']);
  return found;
}

/** What a peer program prints for these settings. Throws when it fails. */
export function runPeer(python: string, program: string, args: readonly string[], settings: object): unknown {
  const ran = spawnSync(python, ['-B', join(folder, program), ...args], {
    input: JSON.stringify(settings),
    encoding: 'utf8',
    maxBuffer: 2 ** 24,
  });
  if (ran.status !== 0) throw new Error(`${program} ended with ${ran.status}: ${ran.stderr.slice(-2000)}`);
  return JSON.parse(ran.stdout) as unknown;
}

function check(python: string): PeerPython {
  const ran = spawnSync(python, ['-c', 'import torch, torchjd, jax, scipy'], { encoding: 'utf8' });
  if (ran.status === 0) return { python, missing: null };
  return { python: null, missing: `${python} lacks the peers: ${ran.stderr.trim().split('\n').at(-1) ?? ''}` };
}

function makeEnvironment(): PeerPython {
  const place = join(defaultCache(), 'peers');
  const python = join(place, 'bin', 'python');
  if (!existsSync(python)) {
    const made = spawnSync('python3', ['-m', 'venv', place], { encoding: 'utf8' });
    if (made.status !== 0) return { python: null, missing: `no Python environment could be made: ${made.stderr}` };
  }
  const known = check(python);
  if (known.missing === null) return known;
  const installed = spawnSync(python, ['-m', 'pip', 'install', '--quiet', '-r', join(folder, 'requirements.txt')], {
    encoding: 'utf8',
  });
  if (installed.status === 0) return check(python);
  return { python: null, missing: `the peers could not be installed: ${installed.stderr.trim().split('\n').at(-1)}` };
}
