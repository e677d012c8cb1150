import { dispose, tensor, type Tensor } from '@tensorflow/tfjs-core';
import { compileSuited } from '../engine/compile-suited.ts';
import type { Engine, EngineKind, EngineNotice, Executable, Program, TensorMap } from '../engine/engine.ts';
import { toValues, type ValueMap } from './values.ts';

/** Compiled programs by key. */
export interface ProgramStore {
  obtain(
    key: string,
    create: () => { readonly executable: Executable; readonly notices: readonly EngineNotice[] },
  ): { readonly executable: Executable };
}

/** Runs small programs on the engine; a program is compiled once for its shapes, every number is fed. */
export class Trainer {
  readonly #engine: Engine;
  readonly #exact: boolean;
  readonly #store: ProgramStore;
  readonly #threads: () => number;

  /**
   * @param exact whether the engine was asked for by name, so that no program may take another
   * @param threads asked before each run: threads that it may take
   */
  constructor(engine: Engine, exact: boolean, store: ProgramStore, threads: () => number = () => 1) {
    this.#engine = engine;
    this.#exact = exact;
    this.#store = store;
    this.#threads = threads;
  }

  get engine(): EngineKind {
    return this.#engine.kind;
  }

  /**
   * The state after so many steps. `brief` is a program of few steps, for which TensorFlow's graph is ready sooner than what
   * XLA makes of it.
   */
  run(program: Program, state: ValueMap, inputs: ValueMap, steps: number, { brief = false } = {}): ValueMap {
    const fed = toTensors(state);
    const given = toTensors(inputs);
    let result: TensorMap = {};
    try {
      const key = `${brief ? 'brief ' : ''}${program.name}/${shapesOf(state)}/${shapesOf(inputs)}`;
      const wish = { engine: this.#engine, exact: this.#exact, worthCompiling: !brief };
      const { executable } = this.#store.obtain(key, () => compileSuited(wish, program, fed, given));
      result = executable.run(fed, given, 0, steps, { threads: this.#threads() });
      return Object.fromEntries(Object.entries(result).map(([name, value]) => [name, toValues(value)]));
    } finally {
      dispose(fed);
      dispose(given);
      dispose({ ...result });
    }
  }
}

function toTensors(values: ValueMap): Record<string, Tensor> {
  return Object.fromEntries(
    Object.entries(values).map(([name, { shape, data }]) => [
      name,
      tensor(data, [...shape], data instanceof Int32Array ? 'int32' : 'float32'),
    ]),
  );
}

function shapesOf(values: ValueMap): string {
  return Object.entries(values)
    .map(([name, { shape }]) => `${name} ${shape.join('×')}`)
    .join(' ');
}
