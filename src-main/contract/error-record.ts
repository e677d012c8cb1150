import { z } from 'zod';
import { errorCodes, type ErrorRecord } from './error.ts';

export const errorCodeSchema = z.enum(errorCodes);

export const errorRecordSchema = z.object({
  code: errorCodeSchema,
  message: z.string(),
  details: z.record(z.string(), z.unknown()).optional(),
}) satisfies z.ZodType<ErrorRecord>;
