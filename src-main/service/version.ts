import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { applicationFolder } from './place.ts';

/** Of package.json. */
export function readVersion(): string {
  const text = readFileSync(path.join(applicationFolder, 'package.json'), 'utf8');
  return z.object({ version: z.string() }).parse(JSON.parse(text)).version;
}
