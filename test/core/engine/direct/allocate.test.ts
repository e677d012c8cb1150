import { beforeAll, expect, it } from 'vitest';
import { readsOf, rootOf, writesOf, type Kernel } from '../../../../src-main/core/engine/direct/kernel.ts';
import { PlanBuilder } from '../../../../src-main/core/engine/direct/plan-builder.ts';
import type { Storage, View } from '../../../../src-main/core/engine/direct/view.ts';
import { typeCode } from '../../../../src-main/core/engine/native/data-type.ts';
import { openEngine } from '../../../../src-main/core/engine/open-engine.ts';
import { offsetsOfView } from './offsets.ts';
import { everyKernel, isPlanned, kernelsInTime, stagesOf, stagesOfRandom, type PlanStages } from './plan-stage.ts';

beforeAll(() => openEngine('direct'));

/**
 * Runs a plan on the names of storages instead of numbers: every element of memory knows which storage was written there last, and
 * what is read must still be the reader's.
 */
function faultsOf({ kernels, results, allocation, isStored }: PlanStages): string[] {
  const { offsets, inResults, size } = allocation;
  const owners = Array.from<Storage | null>({ length: size }).fill(null);
  const faults: string[] = [];
  const read = (view: View, where: string): void => {
    const root = rootOf(view.storage);
    if (!isPlanned(root) || inResults.has(root)) return;
    const start = offsets.get(root);
    if (start === undefined) faults.push(`${where} reads storage ${root.id}, which has no place`);
    else if (offsetsOfView(view).some((offset) => owners[start + offset] !== root)) {
      faults.push(`${where} reads storage ${root.id} after it was overwritten`);
    }
  };
  const write = (storage: Storage, where: string): void => {
    const root = rootOf(storage);
    const start = offsets.get(root);
    if (inResults.has(root)) return;
    if (start === undefined || start + root.size > size) faults.push(`${where} writes storage ${root.id} nowhere`);
    else owners.fill(root, start, start + root.size);
  };
  kernelsInTime(kernels).forEach((kernel: Kernel, position) => {
    const where = `kernel ${position} (${kernel.kind})`;
    if (kernel.kind === 'loop') {
      const { from, limit, until } = kernel;
      [from, limit, ...(until === undefined ? [] : [until])].forEach((view) => read(view, where));
      write(kernel.index, where);
      return;
    }
    const reads = readsOf(kernel);
    reads.forEach((view) => read(view, where));
    writesOf(kernel)
      .filter((storage) => kernel.kind !== 'elements' || isStored(storage))
      .forEach((storage) => write(storage, where));
    reads
      .filter((view) => !writesOf(kernel).some((storage) => rootOf(storage) === rootOf(view.storage)))
      .forEach((view) => read(view, `${where} while it writes`));
  });
  results.forEach((view) => read(view, 'the end'));
  return faults;
}

it('lets no storage of random programs overwrite another that is still read', () => {
  let loops = 0;
  for (let seed = 1; seed <= 200; seed += 1) {
    const stages = stagesOfRandom(seed);
    loops += everyKernel(stages.kernels).filter((kernel) => kernel.kind === 'loop').length;
    expect(faultsOf(stages), `seed ${seed}`).toEqual([]);
  }
  expect(loops).toBeGreaterThanOrEqual(200);
});

it('finds the fault of a plan whose storages share a place', () => {
  const stages = stagesOfRandom(2);
  const crowded = new Map([...stages.allocation.offsets.keys()].map((storage) => [storage, 0]));
  expect(faultsOf({ ...stages, allocation: { ...stages.allocation, offsets: crowded } })).not.toEqual([]);
});

it('gives a place again once nothing reads what is there', () => {
  const builder = new PlanBuilder();
  let view = builder.feed([100], typeCode.float32);
  for (let step = 0; step < 6; step += 1) {
    const walk = { kept: [{ size: 100, stride: 1 }], reduced: [] };
    view = builder.make({ kind: 'reduce', reduction: 'sum', inputs: [view], ...walk }, [100], typeCode.float32);
  }
  const { allocation } = stagesOf(builder, [view]);
  expect(allocation.size).toBe(2 * 112);
  expect([...allocation.offsets.values()].every((offset) => offset % 16 === 0)).toBe(true);
});
