import { z } from 'zod';

export const parameterDescriptionSchema = z.object({
  name: z.string(),
  label: z.string(),
  meaning: z.string(),
  default: z.union([z.number(), z.array(z.number())]).nullable(),
  minimum: z.number().nullable(),
  maximum: z.number().nullable(),
  /** One number per task instead of one number. */
  perTask: z.boolean(),
  /** Whole numbers only. */
  integer: z.boolean().optional(),
  /** Where only some numbers mean something: what they are, and the label that stands for each. */
  choices: z.array(z.object({ value: z.number(), label: z.string() })).optional(),
});
export type ParameterDescription = z.infer<typeof parameterDescriptionSchema>;

/** A balancing method as its card shows it. */
export const methodSchema = z.object({
  id: z.string(),
  name: z.string(),
  level: z.enum(['loss', 'gradient']),
  /** One or two plain sentences. */
  description: z.string(),
  whenToUse: z.string(),
  /** LaTeX of the formula that runs. */
  formula: z.string(),
  reference: z.string(),
  cost: z.object({
    /** Backward passes of the shared part per step; `tasks` counts as T. */
    backwardPasses: z.union([z.int(), z.literal('tasks')]),
    extraForwardPasses: z.int(),
    memory: z.string(),
  }),
  headPolicy: z.string(),
  scale: z.string(),
  /** What its solver may leave undone, logged every epoch; absent where the weights follow in closed form. */
  residual: z.string().optional(),
  parameters: z.array(parameterDescriptionSchema),
});
export type Method = z.infer<typeof methodSchema>;

export const sharingFormSchema = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  formula: z.string(),
  reference: z.string(),
  /** Which parameters several losses reach, so that methods which compare gradients work on them; null where there are none. */
  sharedPart: z.string().nullable(),
  parameters: z.array(parameterDescriptionSchema),
});
export type SharingForm = z.infer<typeof sharingFormSchema>;

/** How the rows of a batch are drawn: an option of any multi-task arm, its parameters prefixed with `sampling.`. */
export const samplingFormSchema = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  /** LaTeX of what is drawn. */
  formula: z.string(),
  reference: z.string(),
  parameters: z.array(parameterDescriptionSchema),
});
export type SamplingForm = z.infer<typeof samplingFormSchema>;

/** What an arm does beside its method: a stage before or after it. Its parameter stands in an arm as `stage.ID`. */
export const balancingStageSchema = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  /** LaTeX of what it does. */
  formula: z.string(),
  reference: z.string(),
  /** Its default leaves the method as it is. */
  parameter: parameterDescriptionSchema,
});
export type BalancingStage = z.infer<typeof balancingStageSchema>;

/** Another way to the same predictions, compared in the same table; never counted as multi-task. */
export const alternativeSchema = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  whenToUse: z.string(),
  formula: z.string(),
  /** What it costs beside a single-task twin of every task. */
  compute: z.string(),
  reference: z.string(),
  parameters: z.array(parameterDescriptionSchema),
});
export type Alternative = z.infer<typeof alternativeSchema>;

export const metricDescriptionSchema = z.object({
  id: z.string(),
  name: z.string(),
  /** Whether higher is better. */
  higherIsBetter: z.boolean(),
  taskTypes: z.array(z.enum(['regression', 'binary', 'multiclass'])),
  description: z.string(),
  /** Whether values lie in [0, 1] (decides the default ROPE). */
  unitInterval: z.boolean(),
});
export type MetricDescription = z.infer<typeof metricDescriptionSchema>;

export const lossDescriptionSchema = z.object({
  id: z.string(),
  name: z.string(),
  taskTypes: z.array(z.enum(['regression', 'binary', 'multiclass'])),
  formula: z.string(),
  description: z.string(),
});
export type LossDescription = z.infer<typeof lossDescriptionSchema>;

export const catalogueSchema = z.object({
  methods: z.array(methodSchema),
  sharingForms: z.array(sharingFormSchema),
  samplings: z.array(samplingFormSchema),
  stages: z.array(balancingStageSchema),
  alternatives: z.array(alternativeSchema),
  metrics: z.array(metricDescriptionSchema),
  losses: z.array(lossDescriptionSchema),
});
export type Catalogue = z.infer<typeof catalogueSchema>;

export const balanceResultSchema = z.object({
  method: z.string(),
  gramian: z.array(z.array(z.number())),
  cosines: z.array(z.array(z.number().nullable())),
  /** Null where the method is coordinate-wise. */
  weights: z.array(z.number()).nullable(),
  scaledWeights: z.array(z.number()).nullable(),
  direction: z.array(z.number()),
  scaledDirection: z.array(z.number()),
  /** The step, from 1, that weights and direction are of: a method with a memory has seen the gradients before. */
  step: z.int(),
});
export type BalanceResult = z.infer<typeof balanceResultSchema>;

/** Whose a part of a network is: of all tasks, or of the tasks named. */
export const networkOwnerSchema = z.union([z.literal('shared'), z.object({ tasks: z.array(z.string()) })]);

/** The drawing of a network: its blocks, whose they are, how many parameters, and what each reads. */
export const networkDrawingSchema = z.object({
  /** The sharing form, and its parameters in words where they are not the defaults. */
  form: z.string(),
  name: z.string(),
  /** Ids of the study's arms that train it. */
  arms: z.array(z.string()),
  inputFeatures: z.int(),
  blocks: z.array(
    z.object({
      id: z.string(),
      label: z.string(),
      owner: networkOwnerSchema,
      /** Column of the drawing, from 1; the inputs are at 0. */
      stage: z.int(),
      inputs: z.int(),
      outputs: z.int(),
      parameters: z.int(),
      multiplyAdds: z.int(),
      details: z.string(),
      /** Never updated. */
      isFrozen: z.boolean(),
      /** Ids of the blocks that it reads; `input` for the inputs. */
      from: z.array(z.string()),
    }),
  ),
  /** Parameters that the losses of several tasks reach, and the others: gradient-level methods work on the former. */
  sharedParameters: z.int(),
  ownParameters: z.int(),
  totalParameters: z.int(),
  frozenParameters: z.int(),
  /** Multiplications of weights with activations for one row, forwards. */
  multiplyAdds: z.int(),
  /** Of all single-task twins together. */
  twinParameters: z.int(),
  twinMultiplyAdds: z.int(),
});
export type NetworkDrawing = z.infer<typeof networkDrawingSchema>;
