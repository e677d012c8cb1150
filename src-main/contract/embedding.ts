import { z } from 'zod';

/** Range of pixel values that a model takes: 0 to 1, -1 to 1, or standardized as ImageNet's are. */
export const pictureScalingSchema = z.enum(['imagenet', 'unit', 'signed']);
export type PictureScaling = z.infer<typeof pictureScalingSchema>;

/** A column that a model from disk makes of another. */
export const embedRequestSchema = z.strictObject({
  studyId: z.string(),
  column: z.string(),
  /** The ONNX file, and for models that take tokens their vocabulary. */
  modelToken: z.string(),
  vocabularyToken: z.string().nullable(),
  scaling: pictureScalingSchema,
});
