import { z } from 'zod';

const point = z.tuple([z.number(), z.number()]);

/**
 * What is drawn, apart from how: the workbench gives it to plotly, the report writes it as SVG.
 * `task` is the index that decides the colour (one colour per task everywhere); null is ink.
 */
export const markSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('line'),
    label: z.string(),
    task: z.int().nullable(),
    dash: z.enum(['solid', 'dash', 'dot', 'dashdot']),
    points: z.array(point),
  }),
  z.object({
    kind: z.literal('band'),
    label: z.string(),
    task: z.int().nullable(),
    x: z.array(z.number()),
    low: z.array(z.number()),
    high: z.array(z.number()),
  }),
  z.object({
    kind: z.literal('interval'),
    label: z.string(),
    task: z.int().nullable(),
    shape: z.enum(['circle', 'square', 'open']),
    /** Row on a categorical y axis; a fraction where several lie side by side in a row. */
    y: z.number(),
    x: z.number(),
    low: z.number(),
    high: z.number(),
  }),
  z.object({
    kind: z.literal('points'),
    label: z.string(),
    task: z.int().nullable(),
    shape: z.enum(['circle', 'square', 'open']),
    points: z.array(point),
    /** Whether the label stands beside the points. */
    text: z.literal(true).optional(),
  }),
  z.object({
    kind: z.literal('heat'),
    label: z.string(),
    xLabels: z.array(z.string()),
    yLabels: z.array(z.string()),
    /** values[y][x]; null is blank. */
    values: z.array(z.array(z.number().nullable())),
    minimum: z.number(),
    maximum: z.number(),
  }),
  z.object({
    kind: z.literal('zone'),
    label: z.string(),
    axis: z.enum(['x', 'y']),
    low: z.number(),
    high: z.number(),
  }),
]);
export type Mark = z.infer<typeof markSchema>;

const axis = z.object({
  title: z.string(),
  kind: z.enum(['linear', 'log', 'category']),
  /** Names of the rows of a category axis, first at the top (y) or left (x). */
  categories: z.array(z.string()),
  range: z.tuple([z.number(), z.number()]).nullable(),
});

export const figureSchema = z.object({
  id: z.string(),
  title: z.string(),
  subtitle: z.string(),
  /** What the picture says, for those who do not see it. */
  summary: z.string(),
  x: axis,
  y: axis,
  /** Reference line at zero on the x axis. */
  zeroLine: z.boolean(),
  marks: z.array(markSchema),
  table: z.object({
    columns: z.array(z.string()),
    rows: z.array(z.array(z.union([z.string(), z.number(), z.null()]))),
  }),
});
export type Figure = z.infer<typeof figureSchema>;
