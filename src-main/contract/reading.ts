import { z } from 'zod';

export const readingSchema = z.enum(['better', 'worse', 'equal', 'safe', 'open']);
/** Better and worse by Holm p < .05; equal by P(equal) >= .95; safe by P(worse) <= .05; else open. */
export type Reading = z.infer<typeof readingSchema>;
