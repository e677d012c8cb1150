import { z } from 'zod';
import { errorRecordSchema } from './error-record.ts';

/**
 * What a shell may ask of the service and a page may not: handing over files that the user chose, writing, ending.
 * Shell and service child exchange HostMessage over the child's IPC channel, in JSON.
 */
export const hostCalls = {
  /** The user chose this file (dialog, drop, upload, argument): a token that the page may name. */
  'host.registerFile': {
    input: z.strictObject({ path: z.string().min(1), name: z.string().min(1).optional() }),
    output: z.object({ fileToken: z.string(), name: z.string() }),
  },
  /** Writes the self-contained HTML report, whole or not at all. */
  'host.saveReport': {
    input: z.strictObject({ studyId: z.string(), path: z.string().min(1) }),
    output: z.object({ path: z.string() }),
  },
  /** Checkpoints what runs, closes the store, and lets the process end. */
  'host.shutdown': { input: z.strictObject({}), output: z.object({ stopped: z.boolean() }) },
} as const;

export type HostCalls = typeof hostCalls;
export type HostCallName = keyof HostCalls;
export type HostCallInput<Name extends HostCallName> = z.input<HostCalls[Name]['input']>;
export type HostCallOutput<Name extends HostCallName> = z.output<HostCalls[Name]['output']>;

export const hostRequestSchema = z.object({ id: z.int(), name: z.string(), input: z.unknown() });

/**
 * From the service child: `ready` once, then answers and events; or `failed` and its end, where the workspace cannot be
 * opened. `answer` is an Answer, `event` an AppEvent.
 */
export const hostMessageSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready') }),
  z.object({ kind: z.literal('failed'), error: errorRecordSchema }),
  z.object({ kind: z.literal('answer'), id: z.int(), answer: z.unknown() }),
  z.object({ kind: z.literal('event'), event: z.unknown() }),
]);
export type HostMessage = z.infer<typeof hostMessageSchema>;
