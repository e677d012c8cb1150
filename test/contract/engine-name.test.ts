import { expect, it } from 'vitest';
import { nameEngine, nameEngineAndTensorFlow } from '../../src-main/contract/engine-name.ts';
import levels from '../../src-main/core/engine/direct/processor-levels.json' with { type: 'json' };

it('names what trains, and for the direct engine what it uses of the processor', () => {
  expect(nameEngine({ kind: 'direct', level: 'amx' })).toBe('direct (own kernels, AVX-512 and matrix tiles)');
  expect(nameEngine({ kind: 'direct', level: 'v4' })).toBe('direct (own kernels, AVX-512)');
  expect(nameEngine({ kind: 'direct', level: null })).toBe('direct (own kernels)');
  expect(nameEngine({ kind: 'direct' })).toBe('direct (own kernels)');
  expect(nameEngine({ kind: 'wasm', level: 'v4' })).toBe('WebAssembly');
});

it('has a name for every level that is compiled', () => {
  const names = levels.map(({ name }) => nameEngine({ kind: 'direct', level: name }));
  expect(new Set(names).size).toBe(levels.length);
  names.forEach((name, position) => expect(name).not.toContain(`, ${levels[position]?.name ?? ''})`));
});

it('says TensorFlow with its version where it is there', () => {
  const engine = { kind: 'direct', level: 'v3', tensorflow: '2.21.0' } as const;
  expect(nameEngineAndTensorFlow(engine)).toBe('direct (own kernels, AVX2), TensorFlow 2.21.0');
  expect(nameEngineAndTensorFlow({ ...engine, tensorflow: null })).toBe('direct (own kernels, AVX2)');
});
