import { describeEngine } from '../core/engine/doctor.ts';

/** Child entry: which engine works here, as one line of JSON. A native crash takes only this process with it. */
const { kind, level, tensorflowVersion, notice } = await describeEngine();
const text = notice === null ? null : `${notice.reason}. ${notice.remedy}`;
process.stdout.write(`${JSON.stringify({ kind, level, tensorflow: tensorflowVersion, notice: text })}\n`);
process.exit(0);
