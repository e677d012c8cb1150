import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { plansVariable } from '../../core/engine/direct/kept-plans.ts';
import { openKeptFolder } from './kept-folder.ts';

const largestBytes = 2 ** 26;

/**
 * Environment of a trainer that finds again what an earlier one planned, without tracing the program. A plan follows from the code
 * alone: the bundled entry, which names the files that it imports by their content, and this Node. Nothing is kept by a trainer
 * that runs from its sources, which may change under it.
 * @param entry the file that the trainer runs
 */
export function keepPlans(cacheFolder: string, entry: string): { readonly [plansVariable]: string } {
  const folder = path.extname(entry) === '.ts' ? null : openPlanFolder(cacheFolder, entry);
  return { [plansVariable]: folder ?? '' };
}

function openPlanFolder(cacheFolder: string, entry: string): string | null {
  const code = createHash('sha256').update(readFileSync(entry)).digest('hex');
  return openKeptFolder({ cacheFolder, name: 'plans', kind: [code, process.version, process.arch], largestBytes });
}
