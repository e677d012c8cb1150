import { z } from 'zod';

/** What a column's cells must be for a row to stay. */
export const rowFilterSchema = z.strictObject({
  column: z.string(),
  test: z.enum(['contains', 'is', 'at-least', 'at-most', 'missing', 'present']),
  /** Text as it is displayed, a number, or a date as 2026-11-22; unused by `missing` and `present`. */
  value: z.string().max(1000),
});
export type RowFilter = z.infer<typeof rowFilterSchema>;

/** Which rows of a data set are looked at, and in which order; the file's order breaks ties. */
export const rowQuerySchema = z.strictObject({
  sort: z.array(z.strictObject({ column: z.string(), descending: z.boolean() })).max(8),
  filters: z.array(rowFilterSchema).max(16),
  /** Kept are rows with this text in any cell; empty keeps all. */
  search: z.string().max(200),
});
export type RowQuery = z.infer<typeof rowQuerySchema>;

export const wholeQuery: RowQuery = { sort: [], filters: [], search: '' };
