import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Engine, TensorMap } from '../../../src-main/core/engine/engine.ts';
import type { EngineCase } from './cases.ts';

export type CaseResult = Readonly<Record<string, readonly number[]>>;

/** Runs a case in one call, or in calls of `chunk` steps. */
export function runCase(engine: Engine, engineCase: EngineCase, chunk = engineCase.count): CaseResult {
  const inputs = tf.tidy(() => engineCase.createInputs() as Record<string, Tensor>);
  let state: TensorMap = tf.tidy(() => engineCase.createState() as Record<string, Tensor>);
  const executable = engine.compile(engineCase.program, state, inputs);
  for (let from = 0; from < engineCase.count; from += chunk) {
    const next = executable.run(state, inputs, from, Math.min(chunk, engineCase.count - from));
    disposeAll(state);
    state = next;
  }
  const result = Object.fromEntries(
    Object.entries(state).map(([name, tensor]) => [name, Array.from(tensor.dataSync())]),
  );
  disposeAll(state);
  disposeAll(inputs);
  executable.dispose();
  return result;
}

/** The same tensor may be in a map twice. */
export function disposeAll(map: Readonly<Record<string, Tensor>>): void {
  new Set(Object.values(map)).forEach((tensor) => tensor.dispose());
}

/** Greatest |a - b| / max(1, |b|) over all values; NaN counts as infinite. */
export function greatestDifference(one: CaseResult, other: CaseResult): number {
  let greatest = 0;
  for (const [name, values] of Object.entries(other)) {
    values.forEach((value, index) => {
      const difference = Math.abs((one[name]?.[index] ?? NaN) - value) / Math.max(1, Math.abs(value));
      greatest = Math.max(greatest, Number.isNaN(difference) ? Infinity : difference);
    });
  }
  return greatest;
}
