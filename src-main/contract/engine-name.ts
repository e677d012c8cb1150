import type { Status } from './application.ts';

type Engine = Status['engine'];

/** What the levels of the direct engine use of the processor. */
const levelNames: Readonly<Record<string, string>> = {
  amx: 'AVX-512 and matrix tiles',
  v4: 'AVX-512',
  v3: 'AVX2',
  v2: 'SSE4.2',
  arm64: 'NEON',
};

const names = {
  xla: 'TensorFlow, compiled by XLA',
  graph: 'TensorFlow graph',
  eager: 'TensorFlow, step by step',
  wasm: 'WebAssembly',
} as const;

/** An engine as users read it: `direct (own kernels, AVX-512)`. */
export function nameEngine({ kind, level }: Pick<Engine, 'kind'> & Partial<Pick<Engine, 'level'>>): string {
  if (kind !== 'direct') return names[kind];
  const name = level === undefined || level === null ? null : (levelNames[level] ?? level);
  return name === null ? 'direct (own kernels)' : `direct (own kernels, ${name})`;
}

/** The engine with TensorFlow beside it, which runs what the direct engine lacks an op for. */
export function nameEngineAndTensorFlow(engine: Pick<Engine, 'kind' | 'level' | 'tensorflow'>): string {
  return engine.tensorflow === null ? nameEngine(engine) : `${nameEngine(engine)}, TensorFlow ${engine.tensorflow}`;
}
