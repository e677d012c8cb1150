import { pictureScalingSchema, type PictureScaling } from '../../contract/embedding.ts';
import { AppError } from '../../contract/error.ts';
import type { StudySpec } from '../../contract/study.ts';
import type { Service } from '../../service/service.ts';
import type { Arguments, OptionDescription } from './arguments.ts';

export const embedOptions: readonly OptionDescription[] = [
  {
    name: 'embed',
    value: 'COL=MODEL.onnx[;vocabulary=FILE][;scaling=unit]',
    meaning: 'make vectors of a column of texts or pictures by a model from disk, as a further input',
    many: true,
  },
];

/** The same for rows that are predicted: pictures are scaled as they were for the study. */
export const newEmbedOption: OptionDescription = {
  name: 'embed',
  value: 'COL=MODEL.onnx[;vocabulary=FILE]',
  meaning: 'make the vectors of an input again that the study made by this model',
  many: true,
};

export function readNewEmbeddings(args: Arguments): Omit<EmbedOption, 'scaling'>[] {
  return args.all('embed').map((text) => {
    if (!/;\s*scaling=/.test(text)) return parseEmbedding(text);
    throw new AppError('wrong-use', `--embed takes no scaling here, pictures are scaled as they were: ${text}`);
  });
}

/** A column, and the model that makes vectors of it. */
export interface EmbedOption {
  readonly column: string;
  readonly model: string;
  readonly vocabulary: string | null;
  readonly scaling: PictureScaling;
}

export function readEmbeddings(args: Arguments): EmbedOption[] {
  return args.all('embed').map(parseEmbedding);
}

/** Runs each model over its column; the settings of the draft on the data with the vectors. */
export async function embedColumns(
  { handlers, hostHandlers }: Service,
  studyId: string,
  spec: StudySpec,
  embeddings: readonly EmbedOption[],
): Promise<StudySpec> {
  let current = spec;
  for (const { column, model, vocabulary, scaling } of embeddings) {
    const register = async (path: string): Promise<string> =>
      (await hostHandlers['host.registerFile']({ path })).fileToken;
    const study = await handlers['study.embed']({
      studyId,
      column,
      modelToken: await register(model),
      vocabularyToken: vocabulary === null ? null : await register(vocabulary),
      scaling,
    });
    current = study.spec;
  }
  return current;
}

function parseEmbedding(text: string): EmbedOption {
  const [head = '', ...settings] = text.split(';');
  const at = head.lastIndexOf('=');
  const model = head.slice(at + 1);
  if (at < 1 || model === '') {
    throw new AppError(
      'wrong-use',
      `invalid --embed; must be COL=MODEL.onnx[;vocabulary=FILE][;scaling=unit]: ${text}`,
    );
  }
  const given = new Map(settings.map((setting) => splitSetting(text, setting)));
  const scaling = pictureScalingSchema.safeParse(given.get('scaling') ?? 'imagenet');
  if (!scaling.success) {
    throw new AppError(
      'wrong-use',
      `invalid scaling of --embed; must be ${pictureScalingSchema.options.join(', ')}: ${given.get('scaling') ?? ''}`,
    );
  }
  return { column: head.slice(0, at), model, vocabulary: given.get('vocabulary') ?? null, scaling: scaling.data };
}

function splitSetting(text: string, setting: string): [string, string] {
  const at = setting.indexOf('=');
  const name = setting.slice(0, Math.max(0, at));
  if (name === 'vocabulary' || name === 'scaling') return [name, setting.slice(at + 1)];
  throw new AppError('wrong-use', `unknown setting '${setting}' of --embed ${text}; it has vocabulary and scaling`);
}
