import { z } from 'zod';

/** What a date becomes. `trend` is the date itself in days; the others go around a circle as sine and cosine. */
export const calendarPartSchema = z.enum(['trend', 'month', 'weekday', 'hour']);
export type CalendarPart = z.infer<typeof calendarPartSchema>;

/** Convolutions of the first layer, doubled in each further one up to 64; layers null takes them from the size. */
const convolutionFields = { filters: z.int().min(2).max(64), layers: z.int().min(1).max(6).nullable() };

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
  /** The numbers of a vector, each standardized. */
  z.strictObject({ kind: z.literal('vector') }),
  /** A vector brought to length 1. */
  z.strictObject({ kind: z.literal('unit-vector') }),
  /** A vector of pixels, through learned convolutions. */
  z.strictObject({
    kind: z.literal('pixels'),
    height: z.int().min(2).max(256),
    width: z.int().min(2).max(256),
    channels: z.int().min(1).max(4),
    /** Whether the pixels of each channel stand together, or the channels of each pixel. */
    channelsFirst: z.boolean(),
    ...convolutionFields,
  }),
  /** A picture, through learned convolutions. */
  z.strictObject({ kind: z.literal('image'), ...convolutionFields }),
]);
export type ColumnEncoding = z.infer<typeof columnEncodingSchema>;
export type EncodingKind = ColumnEncoding['kind'];

/** Numeric columns that make one vector, in this order. */
export const inputGroupSchema = z.strictObject({
  name: z.string().min(1).max(200),
  columns: z.array(z.string()).min(2).max(20_000),
  encoding: columnEncodingSchema,
});
export type InputGroup = z.infer<typeof inputGroupSchema>;

/** The encodings that the user chose; a column that is not named here has the usual one of its type. */
export const inputSettingSchema = z.strictObject({
  encodings: z.record(z.string(), columnEncodingSchema).default({}),
  /** Numeric columns that are one input together. */
  groups: z.array(inputGroupSchema).optional(),
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
  /** The column, or the name of a group of columns. */
  column: z.string(),
  /** The columns of a group; none where it is one column. */
  members: z.array(z.string()),
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
