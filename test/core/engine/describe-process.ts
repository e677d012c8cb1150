import { describeEngine } from '../../../src-main/core/engine/doctor.ts';
import { openEngine } from '../../../src-main/core/engine/open-engine.ts';

/** Prints what this process finds, and what it says to one who insists on XLA. */
const description = await describeEngine();
const refusal = await openEngine('xla').then(
  () => null,
  (error: Error & { code?: string }) => ({ code: error.code, message: error.message }),
);
process.stdout.write(JSON.stringify({ description, refusal }));
