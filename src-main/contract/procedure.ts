import { z } from 'zod';
import { auditResultSchema } from './audit.ts';
import { settingsChangeSchema, settingsSchema, sampleSchema, statusSchema } from './application.ts';
import { comparisonSchema, verdictSchema } from './comparison.ts';
import {
  columnTypeSchema,
  combinationSchema,
  combinedFileSchema,
  datasetSchema,
  importOptionsSchema,
  previewSchema,
} from './dataset.ts';
import { studyDeletionSchema, studyHoldingsSchema } from './deletion.ts';
import { designCheckSchema, estimateSchema, problemSchema } from './design.ts';
import { eventSchema } from './event.ts';
import { classCurvesSchema, explanationSchema } from './explain.ts';
import { figureSchema } from './figure.ts';
import { embedRequestSchema } from './embedding.ts';
import { importanceRequestSchema, importanceSchema } from './importance.ts';
import { columnInputSchema } from './input-setting.ts';
import { labResultSchema, labScenarioSchema, labSettingsSchema, labTheorySchema } from './lab.ts';
import { liveStudySchema } from './live.ts';
import { catalogueSchema, networkDrawingSchema } from './method.ts';
import { keptModelsSchema, predictionRequestSchema, predictionSchema } from './prediction.ts';
import { rowQuerySchema, wholeQuery } from './row-query.ts';
import { runSchema } from './run.ts';
import { studySchema, studySpecSchema, studySummarySchema, taskTypeSchema } from './study.ts';

const nothing = z.strictObject({});
const studyId = z.strictObject({ studyId: z.string() });

function procedure<Input extends z.ZodType, Output extends z.ZodType>(input: Input, output: Output) {
  return { input, output };
}

/**
 * Every call that crosses from a shell to the service. Handlers and clients take their types from here.
 * A file is named by a token that a shell handed out for the user's own choice (dialog, drop, upload, argument).
 */
export const procedures = {
  'application.status': procedure(nothing, statusSchema),
  'application.settings': procedure(nothing, settingsSchema),
  'application.changeSettings': procedure(settingsChangeSchema, settingsSchema),
  'application.eventsSince': procedure(
    z.strictObject({ sequence: z.int().min(0) }),
    z.object({ events: z.array(eventSchema), complete: z.boolean() }),
  ),

  'catalogue.list': procedure(nothing, catalogueSchema),

  'sample.list': procedure(nothing, z.array(sampleSchema)),
  /** Imports the sample and makes a ready-to-run draft study. */
  'sample.open': procedure(z.strictObject({ sampleId: z.string() }), studySchema),

  'dataset.preview': procedure(z.strictObject({ fileToken: z.string(), options: importOptionsSchema }), previewSchema),
  'dataset.import': procedure(z.strictObject({ fileToken: z.string(), options: importOptionsSchema }), datasetSchema),
  /** Stops an import or a preview of this file; it answers `cancelled`. */
  'dataset.cancel': procedure(z.strictObject({ fileToken: z.string() }), z.object({ cancelled: z.boolean() })),
  /** Takes text that the user pasted as a file. */
  'dataset.paste': procedure(
    z.strictObject({ text: z.string().min(1).max(50_000_000) }),
    z.object({ fileToken: z.string(), name: z.string() }),
  ),
  /** Stacks or joins files, each read with its own options, into one. */
  'dataset.combine': procedure(
    z.strictObject({
      files: z
        .array(z.strictObject({ fileToken: z.string(), options: importOptionsSchema }))
        .min(2)
        .max(100),
      combination: combinationSchema,
    }),
    combinedFileSchema,
  ),
  'dataset.list': procedure(nothing, z.array(datasetSchema)),
  'dataset.get': procedure(z.strictObject({ datasetId: z.string() }), datasetSchema),
  /** Rows as text for display, null where missing. */
  'dataset.rows': procedure(
    z.strictObject({
      datasetId: z.string(),
      offset: z.int().min(0),
      limit: z.int().min(1).max(1000),
      query: rowQuerySchema.default(wholeQuery),
    }),
    z.object({
      columns: z.array(z.string()),
      rows: z.array(z.array(z.string().nullable())),
      /** Index in the file of each row, from 0. */
      indices: z.array(z.int()),
      /** Rows that the query keeps. */
      rowCount: z.int(),
    }),
  ),

  /** A draft with guessed roles and default settings; no task is chosen for the user. */
  'study.create': procedure(
    z.strictObject({ datasetId: z.string(), name: z.string().min(1).max(200).optional() }),
    studySchema,
  ),
  'study.list': procedure(z.strictObject({ archived: z.boolean() }), z.array(studySummarySchema)),
  'study.get': procedure(studyId, studySchema),
  /** Replaces the settings of a draft; a started study refuses with `conflict`. */
  'study.change': procedure(z.strictObject({ studyId: z.string(), spec: studySpecSchema }), studySchema),
  /**
   * Reads a draft's file again with these types, the others as before, and moves the draft to what comes of it. A task
   * whose type changed gets fresh settings; a role that was suggested follows the new type.
   */
  'study.retype': procedure(
    z.strictObject({ studyId: z.string(), columnTypes: z.record(z.string(), columnTypeSchema) }),
    studySchema,
  ),
  /** Makes vectors of a column by an ONNX model, once, and moves the draft to the data with them as a further column. */
  'study.embed': procedure(embedRequestSchema, studySchema),
  /** Default task settings (loss, metric, classes) for a column of the study's data, of the type given or suggested. */
  'study.suggestTask': procedure(
    z.strictObject({ studyId: z.string(), column: z.string(), type: taskTypeSchema.optional() }),
    studySpecSchema.shape.tasks.element,
  ),
  'study.rename': procedure(z.strictObject({ studyId: z.string(), name: z.string().min(1).max(200) }), studySchema),
  'study.duplicate': procedure(studyId, studySchema),
  'study.archive': procedure(z.strictObject({ studyId: z.string(), archived: z.boolean() }), studySchema),
  /** What a study holds on the disk and who else is on its data: what is to be known before it is deleted. */
  'study.holdings': procedure(studyId, studyHoldingsSchema),
  /**
   * Deletes a study for good, with its runs, models and predictions, and where `data` is true its data too, unless another
   * study is on them. A running study refuses with `conflict`.
   */
  'study.delete': procedure(
    z.strictObject({ studyId: z.string(), data: z.boolean().default(false) }),
    studyDeletionSchema,
  ),
  'study.star': procedure(z.strictObject({ studyId: z.string(), starred: z.boolean() }), studySchema),
  /** One drawing for each way in which the study's arms share; that of hard sharing where it has no arms. */
  'study.networks': procedure(studyId, z.array(networkDrawingSchema)),
  /** What each input column becomes, in the order of the table. */
  'study.inputs': procedure(studyId, z.array(columnInputSchema)),
  'study.problems': procedure(studyId, z.array(problemSchema)),
  'study.check': procedure(studyId, designCheckSchema),
  /** Compiles the study's programs and times a few steps. */
  'study.measure': procedure(studyId, estimateSchema),
  /**
   * Begins what `study.start` would wait for or do: the audit, and the training, of which nothing is kept or told until then.
   * Does nothing where the study cannot be trained. Given up when another study is prepared.
   */
  'study.prepare': procedure(studyId, studySchema),
  'study.start': procedure(studyId, studySchema),
  /** keep: evaluate what is trained so far; otherwise leave it interrupted and resumable. */
  'study.stop': procedure(z.strictObject({ studyId: z.string(), keep: z.boolean() }), studySchema),
  'study.resume': procedure(studyId, studySchema),
  'study.live': procedure(studyId, liveStudySchema),
  'study.runs': procedure(studyId, z.array(runSchema)),

  /** `baseline` null is each task's twin; `metric` null is each task's primary metric. */
  'comparison.get': procedure(
    z.strictObject({ studyId: z.string(), baseline: z.string().nullable(), metric: z.string().nullable() }),
    z.object({
      comparison: comparisonSchema,
      verdict: verdictSchema,
      figures: z.object({ differences: figureSchema, seeds: figureSchema }),
    }),
  ),
  /** A closer look: every pair of arms, the trade-off of two tasks, calibration, change from retraining. */
  'comparison.view': procedure(
    z.discriminatedUnion('view', [
      z.strictObject({
        studyId: z.string(),
        view: z.literal('pairwise'),
        task: z.string(),
        metric: z.string().nullable(),
      }),
      z.strictObject({ studyId: z.string(), view: z.literal('trade-off'), tasks: z.tuple([z.string(), z.string()]) }),
      z.strictObject({
        studyId: z.string(),
        view: z.literal('reliability'),
        task: z.string(),
        arms: z.array(z.string()).max(8),
      }),
      z.strictObject({ studyId: z.string(), view: z.literal('churn') }),
    ]),
    figureSchema,
  ),

  /** Why a task fared as it did under an arm beside its twin: findings, errors, rows and cohorts of the test parts. */
  'explain.get': procedure(
    z.strictObject({ studyId: z.string(), task: z.string(), arm: z.string() }),
    explanationSchema,
  ),
  /** The curves and thresholds of one class against the others. */
  'explain.class': procedure(
    z.strictObject({ studyId: z.string(), task: z.string(), arm: z.string(), positive: z.string() }),
    classCurvesSchema,
  ),

  /** Audits the study's data; an audit of the same settings that is known or under way is not made twice. */
  'audit.run': procedure(studyId, auditResultSchema),
  /** Gives up the audit that is under way, if there is one. */
  'audit.cancel': procedure(studyId, z.object({ cancelled: z.boolean() })),

  /** Which inputs an arm and the single-task twin rely on; null where it has not been computed. */
  'importance.get': procedure(importanceRequestSchema, importanceSchema.nullable()),
  /** Computes it, or waits for the computation under way; what is known is not computed again. */
  'importance.run': procedure(importanceRequestSchema, importanceSchema),
  /** Gives up what is under way for the study; whoever waits gets `cancelled`. */
  'importance.cancel': procedure(studyId, z.object({ cancelled: z.boolean() })),

  /** The models that the study has kept. */
  'model.list': procedure(studyId, keptModelsSchema),
  /** Predicts new rows by the kept models. */
  'prediction.run': procedure(predictionRequestSchema, predictionSchema),

  'lab.list': procedure(nothing, z.array(labScenarioSchema)),
  /** What the closed form says; settings that are left out keep their defaults. */
  'lab.theory': procedure(z.strictObject({ name: z.string(), settings: labSettingsSchema }), labTheorySchema),
  /** Trains the scenario. A newer call of the same visitor stops an earlier one, which answers `cancelled`. */
  'lab.train': procedure(
    z.strictObject({ name: z.string(), settings: labSettingsSchema, visitor: z.string().min(1).max(64) }),
    labResultSchema,
  ),
  /** A draft study on the rows that the scenario makes at these settings. */
  'lab.openStudy': procedure(z.strictObject({ name: z.string(), settings: labSettingsSchema }), studySchema),

  'report.preview': procedure(studyId, z.object({ html: z.string() })),
} as const;

export type Procedures = typeof procedures;
export type ProcedureName = keyof Procedures;
export type ProcedureInput<Name extends ProcedureName> = z.input<Procedures[Name]['input']>;
export type ParsedInput<Name extends ProcedureName> = z.output<Procedures[Name]['input']>;
export type ProcedureOutput<Name extends ProcedureName> = z.output<Procedures[Name]['output']>;

/** One async function per procedure: what the service implements. */
export type Handlers = {
  readonly [Name in ProcedureName]: (input: ParsedInput<Name>) => Promise<ProcedureOutput<Name>>;
};

export const procedureNames = Object.keys(procedures) as ProcedureName[];

export function isProcedureName(name: string): name is ProcedureName {
  return Object.hasOwn(procedures, name);
}
