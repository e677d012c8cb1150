import type { InferenceSession, Tensor } from 'onnxruntime-common';
import type * as OnnxRuntime from 'onnxruntime-node';
import { AppError } from '../../contract/error.ts';

/** Of the runtime's log: errors reach the user as errors, not as lines of the terminal. */
const quiet = 4;

type Runtime = typeof OnnxRuntime;
type TensorInput = InferenceSession.TensorValueMetadata;

/** What a model from disk takes and gives. */
export interface EmbeddingModel {
  readonly file: string;
  readonly inputs: readonly TensorInput[];
  /** Runs on one batch of inputs by name; the numbers of every row. */
  run(inputs: Readonly<Record<string, Tensor>>, mask: readonly number[] | null): Promise<Float32Array[]>;
  /** A tensor of this runtime. */
  tensor(
    type: 'float32' | 'int64' | 'int32' | 'string',
    data: Float32Array | number[] | string[],
    dims: number[],
  ): Tensor;
  release(): Promise<void>;
}

/** Opens an ONNX model on the CPU. Throws AppError `bad-file` where it is none, `unsupported` where ONNX Runtime is missing. */
export async function openModel(path: string, file: string): Promise<EmbeddingModel> {
  const runtime = await loadRuntime();
  let session: InferenceSession;
  try {
    session = await runtime.InferenceSession.create(path, { executionProviders: ['cpu'], logSeverityLevel: quiet });
  } catch (error) {
    throw new AppError('bad-file', `${file} cannot be opened as an ONNX model: ${(error as Error).message}`, {
      cause: error,
    });
  }
  const inputs = session.inputMetadata.filter((input): input is TensorInput => input.isTensor);
  const output = chooseOutput(session, file);
  return {
    file,
    inputs,
    async run(feeds, mask) {
      try {
        const results = await session.run(feeds, [output], { logSeverityLevel: quiet });
        return rowsOf(results[output] as Tensor, mask, file);
      } catch (error) {
        if (error instanceof AppError) throw error;
        throw new AppError(
          'bad-file',
          `${file} fails on this column (${(error as Error).message}); choose the vocabulary, or the size of pictures, that the model was made with`,
          { cause: error },
        );
      }
    },
    tensor(type, data, dims) {
      if (type === 'string') return new runtime.Tensor('string', data as string[], dims);
      if (type === 'int64') return new runtime.Tensor('int64', BigInt64Array.from(data as number[], BigInt), dims);
      if (type === 'int32') return new runtime.Tensor('int32', Int32Array.from(data as number[]), dims);
      return new runtime.Tensor('float32', data as Float32Array, dims);
    },
    release: () => session.release(),
  };
}

async function loadRuntime(): Promise<Runtime> {
  try {
    return await import('onnxruntime-node');
  } catch (error) {
    throw new AppError(
      'unsupported',
      `ONNX Runtime cannot be loaded here (${(error as Error).message.split('\n')[0] ?? ''}); install onnxruntime-node for this platform`,
      { cause: error },
    );
  }
}

/** The first output with one vector a row, else the first of numbers at all. */
function chooseOutput(session: InferenceSession, file: string): string {
  const numbers = session.outputMetadata.filter(
    (output): output is TensorInput => output.isTensor && output.type === 'float32',
  );
  const chosen = numbers.find((output) => output.shape.length === 2) ?? numbers[0];
  if (chosen !== undefined) return chosen.name;
  throw new AppError('bad-file', `${file} gives no float32 numbers; export it with an output of embeddings`);
}

/** One vector a row: as they are, the mean over the tokens that are there, or the mean over a map of pixels. */
function rowsOf(output: Tensor, mask: readonly number[] | null, file: string): Float32Array[] {
  const data = output.data as Float32Array;
  const [count = 0, second = 0, ...rest] = output.dims;
  if (output.dims.length === 2)
    return Array.from({ length: count }, (_, row) => data.slice(row * second, (row + 1) * second));
  if (output.dims.length === 3) return meanOverTokens(data, count, second, rest[0] ?? 0, mask);
  if (output.dims.length === 4) {
    const area = (rest[0] ?? 0) * (rest[1] ?? 0);
    return Array.from({ length: count }, (_, row) =>
      Float32Array.from({ length: second }, (_unused, channel) => {
        const first = (row * second + channel) * area;
        return data.subarray(first, first + area).reduce((sum, value) => sum + value, 0) / area;
      }),
    );
  }
  throw new AppError(
    'bad-file',
    `${file} gives numbers of shape ${output.dims.join(' × ')}; one vector a row is needed`,
  );
}

function meanOverTokens(
  data: Float32Array,
  count: number,
  length: number,
  width: number,
  mask: readonly number[] | null,
): Float32Array[] {
  return Array.from({ length: count }, (_, row) => {
    const sums = new Float32Array(width);
    let tokens = 0;
    for (let position = 0; position < length; position += 1) {
      if (mask !== null && mask[row * length + position] === 0) continue;
      tokens += 1;
      const first = (row * length + position) * width;
      for (let place = 0; place < width; place += 1) sums[place] = (sums[place] ?? 0) + (data[first + place] ?? 0);
    }
    return sums.map((sum) => sum / Math.max(1, tokens));
  });
}
