import { z } from 'zod';

/** One slider of a scenario. Values are numbers throughout; `step` 1 with whole limits means whole numbers. */
export const labSettingSchema = z.object({
  name: z.string(),
  label: z.string(),
  meaning: z.string(),
  unit: z.string(),
  minimum: z.number(),
  maximum: z.number(),
  step: z.number(),
  /** How the slider runs. */
  scale: z.enum(['linear', 'log']),
  default: z.number(),
});
export type LabSetting = z.infer<typeof labSettingSchema>;

export const labSeriesSchema = z.object({
  id: z.string(),
  label: z.string(),
  /** Decides the colour; null is ink, for what stands alone. */
  task: z.int().nullable(),
  dash: z.enum(['solid', 'dash', 'dot', 'dashdot']),
  /** Whether it has a place in the picture; the table has every series. */
  drawn: z.boolean(),
});
export type LabSeries = z.infer<typeof labSeriesSchema>;

const labAxisSchema = z.object({
  title: z.string(),
  kind: z.enum(['linear', 'log', 'category']),
  /** Names of the rows of a category axis; x is then the index. */
  categories: z.array(z.string()),
  range: z.tuple([z.number(), z.number()]).nullable(),
});

/** A scenario as its screen and the command line describe it. */
export const labScenarioSchema = z.object({
  name: z.string(),
  title: z.string(),
  question: z.string(),
  /** What is trained, and what the curve is. */
  description: z.string(),
  /** LaTeX of the closed form. */
  formula: z.string(),
  reference: z.string(),
  settings: z.array(labSettingSchema),
  /** Two vectors that are dragged: settings of their coordinates; null where there are none. */
  vectors: z.array(z.object({ label: z.string(), x: z.string(), y: z.string() })).nullable(),
  series: z.array(labSeriesSchema),
  x: labAxisSchema,
  y: labAxisSchema,
});
export type LabScenario = z.infer<typeof labScenarioSchema>;

/** By the names of the settings; what is absent keeps its default. */
export const labSettingsSchema = z.record(z.string(), z.number());
export type LabSettings = z.infer<typeof labSettingsSchema>;

export const labTheoryPointSchema = z.object({ series: z.string(), x: z.number(), y: z.number() });
export type LabTheoryPoint = z.infer<typeof labTheoryPointSchema>;

/** Mean over n replicates with Student's 95 % interval; null where one replicate, or none that differs, gives none. */
export const labTrainedPointSchema = z.object({
  series: z.string(),
  x: z.number(),
  mean: z.number(),
  ci95: z.tuple([z.number(), z.number()]).nullable(),
  n: z.int(),
});
export type LabTrainedPoint = z.infer<typeof labTrainedPointSchema>;

/** A number worth a place beside the picture. */
export const labFactSchema = z.object({ label: z.string(), value: z.number().nullable(), note: z.string() });
export type LabFact = z.infer<typeof labFactSchema>;

/** What the closed form says at once. */
export const labTheorySchema = z.object({
  name: z.string(),
  settings: labSettingsSchema,
  theory: z.array(labTheoryPointSchema),
  facts: z.array(labFactSchema),
  /** Named points on the curves, such as a break-even. */
  markers: z.array(z.object({ label: z.string(), x: z.number(), y: z.number() })),
  /** What the pad of vectors draws beside those that are dragged. */
  arrows: z.array(z.object({ label: z.string(), task: z.int().nullable(), x: z.number(), y: z.number() })),
  /** Two sentences made of these numbers. */
  reading: z.string(),
});
export type LabTheory = z.infer<typeof labTheorySchema>;

/** The same with what the engine trained. */
export const labResultSchema = labTheorySchema.extend({
  trained: z.array(labTrainedPointSchema),
  engine: z.enum(['xla', 'direct', 'graph', 'eager', 'wasm']),
  seconds: z.number(),
});
export type LabResult = z.infer<typeof labResultSchema>;
