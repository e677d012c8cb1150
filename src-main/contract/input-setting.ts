import { z } from 'zod';

/** What a date becomes. `trend` is the date itself in days; the others go around a circle as sine and cosine. */
export const calendarPartSchema = z.enum(['trend', 'month', 'weekday', 'hour']);
export type CalendarPart = z.infer<typeof calendarPartSchema>;

const ngramFields = {
  least: z.int().min(1).max(8),
  most: z.int().min(1).max(8),
  dimension: z.int().min(8).max(8192),
};

/** How a column becomes inputs of the network. */
export const columnEncodingSchema = z.discriminatedUnion('kind', [
  /** A number as it is, standardized; a date in days; a boolean as 0 and 1. */
  z.strictObject({ kind: z.literal('number') }),
  z.strictObject({ kind: z.literal('calendar'), parts: z.array(calendarPartSchema).min(1) }),
  z.strictObject({ kind: z.literal('one-hot') }),
  /** A learned vector a label; `dimension` null takes it from the number of labels. */
  z.strictObject({ kind: z.literal('embedding'), dimension: z.int().min(1).max(256).nullable() }),
  /** Runs of `least` to `most` words, hashed to `dimension` numbers. */
  z.strictObject({ kind: z.literal('word-ngrams'), ...ngramFields }),
  /** The same of characters within words. */
  z.strictObject({ kind: z.literal('character-ngrams'), ...ngramFields }),
  /** The mean of learned vectors of the first `words` words; of the `vocabulary` most frequent words each has its own. */
  z.strictObject({
    kind: z.literal('word-vectors'),
    dimension: z.int().min(1).max(256),
    vocabulary: z.int().min(10).max(20_000),
    words: z.int().min(1).max(512),
  }),
]);
export type ColumnEncoding = z.infer<typeof columnEncodingSchema>;
export type EncodingKind = ColumnEncoding['kind'];

/** The encodings that the user chose; a column that is not named here has the usual one of its type. */
export const inputSettingSchema = z.strictObject({
  encodings: z.record(z.string(), columnEncodingSchema).default({}),
});
export type InputSetting = z.infer<typeof inputSettingSchema>;

/** A number of an encoding that the user may change. */
export const encodingFieldSchema = z.object({
  /** Its name in the encoding. */
  name: z.string(),
  label: z.string(),
  help: z.string(),
  minimum: z.int(),
  maximum: z.int(),
  /** What stands in place of null; null where the field must be given. */
  automatic: z.int().nullable(),
});
export type EncodingField = z.infer<typeof encodingFieldSchema>;

/** One way in which a column can go into the network. */
export const encodingChoiceSchema = z.object({
  label: z.string(),
  encoding: columnEncodingSchema,
  /** What the column becomes in that way. */
  explanation: z.string(),
  fields: z.array(encodingFieldSchema),
});
export type EncodingChoice = z.infer<typeof encodingChoiceSchema>;

/** How one input column goes into the network, and how else it could. */
export const columnInputSchema = z.object({
  column: z.string(),
  encoding: columnEncodingSchema,
  /** Whether the user chose it. */
  chosen: z.boolean(),
  /** The usual way first; the chosen one with its own settings. */
  choices: z.array(encodingChoiceSchema),
  /** What it becomes, in a few words and in a sentence. */
  summary: z.string(),
  explanation: z.string(),
  /** The first of the numbers that the shared network receives of it, by name, and how many there are. */
  features: z.array(z.string()),
  width: z.int(),
});
export type ColumnInput = z.infer<typeof columnInputSchema>;
