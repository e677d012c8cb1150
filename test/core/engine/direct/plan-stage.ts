import type { Allocation } from '../../../../src-main/core/engine/direct/allocate.ts';
import { rootOf, type Kernel } from '../../../../src-main/core/engine/direct/kernel.ts';
import { lowerProgram } from '../../../../src-main/core/engine/direct/lower-program.ts';
import { scheduleNodes } from '../../../../src-main/core/engine/direct/plan-program.ts';
import type { PlanBuilder } from '../../../../src-main/core/engine/direct/plan-builder.ts';
import type { Storage, View } from '../../../../src-main/core/engine/direct/view.ts';
import { typeCode, typeCodeOf } from '../../../../src-main/core/engine/native/data-type.ts';
import { loadNative } from '../../../../src-main/core/engine/native/load-native.ts';
import { traceProgram } from '../../../../src-main/core/engine/native/trace-program.ts';
import { signatureOf } from '../../../../src-main/core/engine/signature.ts';
import { disposeAll } from '../run-cases.ts';
import { createRandomProgram } from './random-program.ts';

/** A plan between its stages. */
export interface PlanStages {
  readonly builder: PlanBuilder;
  readonly results: readonly View[];
  /** After fusing, sharing and closing. */
  readonly kernels: readonly Kernel[];
  readonly allocation: Allocation;
  readonly isStored: (storage: Storage) => boolean;
}

export function stagesOf(builder: PlanBuilder, results: readonly View[]): PlanStages {
  return { builder, results, ...scheduleNodes(builder.nodes, results) };
}

/** The stages of the random program of a seed; the backend must be there. */
export function stagesOfRandom(seed: number): PlanStages {
  const { program, state, inputs } = createRandomProgram(seed);
  const signature = signatureOf(program.name, state, inputs);
  const traced = traceProgram(loadNative(), 'direct', program, signature, state, inputs);
  disposeAll({ ...state, ...inputs });
  const scalar = { shape: [], type: typeCode.int32 };
  const fed = [...signature.state, ...signature.inputs].map(({ name, dtype, shape }) => ({
    shape,
    type: typeCodeOf(dtype, name),
  }));
  const { builder, results } = lowerProgram(traced, [scalar, scalar, ...fed]);
  return stagesOf(builder, results);
}

/** All kernels, those of loops too. */
export function everyKernel(kernels: readonly Kernel[]): Kernel[] {
  return kernels.flatMap((kernel) => (kernel.kind === 'loop' ? [kernel, ...everyKernel(kernel.body)] : [kernel]));
}

/**
 * Every kernel in the order of a run, in which each loop turns twice; a loop itself comes before each turn, and reads where it
 * begins before the first alone.
 */
export function kernelsInTime(kernels: readonly Kernel[]): Kernel[] {
  return kernels.flatMap((kernel) => {
    if (kernel.kind !== 'loop') return [kernel];
    const turn = kernelsInTime(kernel.body);
    const again = { ...kernel, from: kernel.limit };
    return [kernel, ...turn, again, ...turn, again];
  });
}

export function isPlanned(storage: Storage): boolean {
  const { kind } = rootOf(storage);
  return kind === 'made' || kind === 'carried';
}
