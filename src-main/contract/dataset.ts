import { z } from 'zod';
import { pictureScalingSchema } from './embedding.ts';

export const columnTypeSchema = z.enum(['numeric', 'categorical', 'boolean', 'date', 'text', 'vector', 'image']);
export type ColumnType = z.infer<typeof columnTypeSchema>;

/** What the import noticed about a column; each has a sentence in the workbench. */
export const columnFlagSchema = z.enum([
  'all-missing',
  'constant',
  'near-constant',
  'identifier-like',
  'high-cardinality',
  'nonconforming',
]);
export type ColumnFlag = z.infer<typeof columnFlagSchema>;

/** What a file is read as; text with any delimiter is `delimited`. */
export const importFormatSchema = z.enum(['delimited', 'json', 'json-lines', 'parquet', 'excel', 'sqlite', 'duckdb']);
export type ImportFormat = z.infer<typeof importFormatSchema>;

/** How a file is read. `auto` is found from the file; the description says what was found. */
export const importOptionsSchema = z.strictObject({
  format: z.union([z.literal('auto'), importFormatSchema]).default('auto'),
  /** File inside a zip archive; null takes the first that is a table. */
  member: z.string().nullable().default(null),
  /** Sheet of a workbook; null takes the first that is not empty. */
  sheet: z.string().nullable().default(null),
  /** Table of a database; null takes the first by name. */
  table: z.string().nullable().default(null),
  /** A SELECT to read from a database instead of a table. */
  query: z.string().nullable().default(null),
  encoding: z.string().default('auto'),
  delimiter: z.string().default('auto'),
  quote: z.string().default('auto'),
  header: z.union([z.literal('auto'), z.boolean()]).default('auto'),
  decimalMark: z.enum(['auto', '.', ',']).default('auto'),
  thousandsMark: z.enum(['auto', 'none', '.', ',', ' ', "'"]).default('auto'),
  missingTokens: z.union([z.literal('auto'), z.array(z.string())]).default('auto'),
  skipRows: z.union([z.literal('auto'), z.int().min(0)]).default('auto'),
  /** Which of two numbers before the year is the day. */
  dateOrder: z.enum(['auto', 'day-first', 'month-first']).default('auto'),
  /** Pixels along each side of the pictures that a column names. */
  pictureSize: z.int().min(4).max(256).default(32),
  columnTypes: z.record(z.string(), columnTypeSchema).default({}),
});
export type ImportOptions = z.infer<typeof importOptionsSchema>;

/**
 * The same options after detection: nothing is left at `auto` but the order of dates, which each column decides. What
 * a format has no use for (the delimiter of a workbook) stands at a neutral value.
 */
export const resolvedImportOptionsSchema = z.object({
  format: importFormatSchema.default('delimited'),
  member: z.string().nullable().default(null),
  sheet: z.string().nullable().default(null),
  table: z.string().nullable().default(null),
  query: z.string().nullable().default(null),
  encoding: z.string(),
  delimiter: z.string(),
  quote: z.string(),
  header: z.boolean(),
  decimalMark: z.enum(['.', ',']),
  thousandsMark: z.enum(['none', '.', ',', ' ', "'"]),
  missingTokens: z.array(z.string()),
  skipRows: z.int().min(0),
  dateOrder: z.enum(['auto', 'day-first', 'month-first']).default('auto'),
  /** Where a column names pictures. */
  pictureSize: z.int().optional(),
});
export type ResolvedImportOptions = z.infer<typeof resolvedImportOptionsSchema>;

export const distributionSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('histogram'), edges: z.array(z.number()), counts: z.array(z.int()) }),
  z.object({ kind: z.literal('bars'), labels: z.array(z.string()), counts: z.array(z.int()), otherCount: z.int() }),
  z.object({ kind: z.literal('empty') }),
]);
export type Distribution = z.infer<typeof distributionSchema>;

export const columnSchema = z.object({
  name: z.string(),
  type: columnTypeSchema,
  inferredType: columnTypeSchema,
  /** Share of non-missing values that fit the inferred type, 0 to 1. */
  typeConfidence: z.number().min(0).max(1),
  missing: z.int().min(0),
  distinct: z.int().min(0),
  minimum: z.number().nullable(),
  maximum: z.number().nullable(),
  mean: z.number().nullable(),
  standardDeviation: z.number().nullable(),
  median: z.number().nullable(),
  distribution: distributionSchema,
  examples: z.array(z.string()),
  flags: z.array(columnFlagSchema),
  /** Values that do not fit the type and were read as missing. */
  nonconforming: z.object({
    count: z.int(),
    examples: z.array(
      z.object({
        /** Of the file, from 1. */
        row: z.int(),
        /** Below the header, from 1. */
        dataRow: z.int().optional(),
        value: z.string(),
      }),
    ),
  }),
  /** Of vectors that a model from disk made of another column. */
  embedded: z
    .object({
      column: z.string(),
      model: z.string(),
      vocabulary: z.string().nullable(),
      scaling: pictureScalingSchema,
    })
    .optional(),
});
export type ColumnDescription = z.infer<typeof columnSchema>;

export const importWarningSchema = z.object({
  code: z.string(),
  message: z.string(),
  row: z.int().optional(),
  column: z.string().optional(),
  count: z.int().optional(),
});
export type ImportWarning = z.infer<typeof importWarningSchema>;

export const datasetDescriptionSchema = z.object({
  rows: z.int(),
  columns: z.array(columnSchema),
  options: resolvedImportOptionsSchema,
  warnings: z.array(importWarningSchema),
});
export type DatasetDescription = z.infer<typeof datasetDescriptionSchema>;

/** The parts of a file of which one is read: members of an archive, sheets of a workbook, tables of a database. */
export const filePartsSchema = z.object({
  kind: z.enum(['member', 'sheet', 'table']),
  names: z.array(z.string()),
  /** Null where a query was read. */
  chosen: z.string().nullable(),
});
export type FileParts = z.infer<typeof filePartsSchema>;

/** What an error tells of a file of which another part may be readable. */
export const refusedPartSchema = z.object({
  details: z.object({ format: importFormatSchema, parts: z.array(filePartsSchema) }),
});

/** The first rows as text, exactly as they will be read; null is missing. */
export const previewSchema = z.object({
  description: datasetDescriptionSchema,
  rows: z.array(z.array(z.string().nullable())),
  parts: z.array(filePartsSchema).default([]),
});
export type Preview = z.infer<typeof previewSchema>;

/**
 * How several files become one table. Stacked, rows follow one another and columns go by their names. Joined, rows with
 * the same key become one; `first` keeps only the rows of the first file, `all` those of every file.
 */
export const combinationSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('stack') }),
  z.strictObject({ kind: z.literal('join'), keys: z.array(z.string()).min(1), rows: z.enum(['all', 'first']) }),
]);
export type Combination = z.infer<typeof combinationSchema>;

/** What became of several files: a file like any other, and what did not fit. */
export const combinedFileSchema = z.object({
  fileToken: z.string(),
  name: z.string(),
  rows: z.int(),
  columns: z.array(z.string()),
  warnings: z.array(importWarningSchema),
});

export const datasetSchema = z.object({
  id: z.string(),
  name: z.string(),
  fileName: z.string(),
  /** SHA-256 of the imported table's content, hexadecimal. */
  contentHash: z.string(),
  createdAt: z.string(),
  sampleId: z.string().nullable(),
  description: datasetDescriptionSchema,
});
export type Dataset = z.infer<typeof datasetSchema>;
