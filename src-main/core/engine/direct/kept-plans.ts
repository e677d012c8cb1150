import { createHash } from 'node:crypto';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import type { Signature } from '../signature.ts';
import type { EncodedPlan } from './encode.ts';

/** Names the folder where plans are kept for later processes; without it none are. What is in it was made by this very code. */
export const plansVariable = 'TANDEM_PLANS';

/** Larger ones are rare, and made almost as fast as they are read. */
const largestBytes = 2 ** 22;
const hashBytes = 32;

/** A plan as it is kept. */
export interface KeptPlan extends EncodedPlan {
  readonly nodeCount: number;
}

/**
 * Plans in files, one for each signature: a program is told by its name and the shapes of what is fed, and reads nothing else. The
 * folder is for one state of the code. What cannot be read, or not written, is planned again.
 */
export class KeptPlans {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  find(signature: Signature): KeptPlan | null {
    try {
      const bytes = readFileSync(this.#fileOf(signature));
      const content = bytes.subarray(hashBytes);
      return hashOf(content).equals(bytes.subarray(0, hashBytes)) ? (deserialize(content) as KeptPlan) : null;
    } catch {
      return null;
    }
  }

  keep(signature: Signature, { code, constants, size, nodeCount }: KeptPlan): void {
    const content = serialize({ code, constants, size, nodeCount } satisfies KeptPlan);
    if (content.length > largestBytes) return;
    const file = this.#fileOf(signature);
    const scratch = `${file}.${process.pid}`;
    try {
      writeFileSync(scratch, Buffer.concat([hashOf(content), content]));
      renameSync(scratch, file);
    } catch {
      rmSync(scratch, { force: true });
    }
  }

  #fileOf(signature: Signature): string {
    return join(this.#folder, hashOf(JSON.stringify(signature)).toString('hex'));
  }
}

/** Those of the folder that the environment names; null where it names none. */
export function openKeptPlans(environment: NodeJS.ProcessEnv = process.env): KeptPlans | null {
  const folder = environment[plansVariable];
  return folder === undefined || folder === '' ? null : new KeptPlans(folder);
}

function hashOf(content: Buffer | string): Buffer {
  return createHash('sha256').update(content).digest();
}
