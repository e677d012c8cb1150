import { toErrorRecord } from '../../../src-main/contract/error.ts';
import { describeEngine } from '../../../src-main/core/engine/doctor.ts';
import { openEngine } from '../../../src-main/core/engine/open-engine.ts';

/** Prints what this process finds, and what it says to one who insists on XLA. */
const description = await describeEngine();
const refusal = await openEngine('xla').then(
  () => null,
  (error: unknown) => toErrorRecord(error),
);
process.stdout.write(JSON.stringify({ description, refusal }));
