import { addLoad, countSpread, fit, mostLoads, mostSteps } from './fuse.ts';
import { readsOf, type ElementKernel, type ElementStep, type Kernel, type Operand } from './kernel.ts';
import { isWhole, type Storage, type View } from './view.ts';

/**
 * Moves elementwise steps into the first kernel that reads their results, where less is then written and read: an optimizer's
 * moments go to the update that they lead to, though they could be known as soon as the gradient is.
 */
export function sinkSteps(kernels: readonly Kernel[]): Kernel[] {
  const sunk: Kernel[] = kernels.map((kernel) =>
    kernel.kind === 'loop' ? { ...kernel, body: sinkSteps(kernel.body) } : kernel,
  );
  const reads = sunk.map((kernel) => new Set(readsOf(kernel).map((view) => view.storage)));
  for (let position = sunk.length - 2; position >= 0; position -= 1) {
    const kernel = sunk[position];
    if (kernel?.kind !== 'elements') continue;
    for (const [reader, moving] of groupByReader(kernel, position, reads)) {
      const from = sunk[position] as ElementKernel;
      const to = sunk[reader];
      if (to?.kind !== 'elements') continue;
      const moved = move(from, to, moving);
      if (moved === null) continue;
      [sunk[position], sunk[reader]] = moved;
      for (const place of [position, reader]) {
        reads[place] = new Set((sunk[place] as ElementKernel).loads.map((view) => view.storage));
      }
    }
  }
  return sunk.filter((kernel) => kernel.kind !== 'elements' || kernel.steps.length > 0);
}

/** The results of steps that hang together, by the position of the first kernel that reads one. */
function groupByReader(
  { steps }: ElementKernel,
  position: number,
  reads: readonly ReadonlySet<Storage>[],
): Map<number, Set<Storage>> {
  const groups = new Map<number, Set<Storage>>();
  for (const connected of connectedSteps(steps)) {
    const reader = reads.findIndex((storages, at) => at > position && connected.some((output) => storages.has(output)));
    if (reader < 0) continue;
    const group = groups.get(reader) ?? new Set();
    connected.forEach((output) => group.add(output));
    groups.set(reader, group);
  }
  return groups;
}

/** The results of all steps, apart where no step reads another's. */
function connectedSteps(steps: readonly ElementStep[]): Storage[][] {
  const groupOf: number[] = [];
  steps.forEach(({ operands }, position) => {
    const read = operands.flatMap((operand) => ('step' in operand ? [groupOf[operand.step] as number] : []));
    const group = Math.min(position, ...read);
    groupOf.forEach((each, earlier) => {
      if (read.includes(each)) groupOf[earlier] = group;
    });
    groupOf[position] = group;
  });
  const groups = new Map<number, Storage[]>();
  steps.forEach(({ output }, position) => {
    const group = groupOf[position] as number;
    groups.set(group, [...(groups.get(group) ?? []), output]);
  });
  return [...groups.values()];
}

/** Both kernels after the move of the steps that make these; null where it does not fit or saves nothing. */
function move(
  from: ElementKernel,
  to: ElementKernel,
  moving: ReadonlySet<Storage>,
): [ElementKernel, ElementKernel] | null {
  if (from.size !== to.size || moving.size + to.steps.length > mostSteps) return null;
  const received = to.loads.filter((load) => moving.has(load.storage));
  if (!received.every(isWhole)) return null;
  const joined = build(from.size, [
    [from, from.steps.filter(({ output }) => moving.has(output))],
    [to, to.steps],
  ]);
  const rest = build(from.size, [[from, from.steps.filter(({ output }) => !moving.has(output))]]);
  if (countSpread(joined.loads) > mostLoads || !fit(joined.loads, joined.size)) return null;
  const before = costOf(from.loads) + costOf(to.loads);
  const after = costOf(rest.loads) + costOf(joined.loads);
  return after < before ? [rest, joined] : null;
}

/** How many arrays are read in full. */
function costOf(loads: readonly View[]): number {
  return loads.filter((load) => load.dimensions.every(({ stride }) => stride !== 0)).length;
}

/** A kernel of steps of others, which load what they do not make. */
function build(size: number, parts: readonly (readonly [ElementKernel, readonly ElementStep[]])[]): ElementKernel {
  const loads: View[] = [];
  const steps: ElementStep[] = [];
  const madeAt = new Map<Storage, number>();
  for (const [kernel, taken] of parts) {
    for (const step of taken) {
      const operands = step.operands.map((operand): Operand => {
        const view = 'load' in operand ? (kernel.loads[operand.load] as View) : null;
        const storage = view?.storage ?? (kernel.steps[(operand as { step: number }).step] as ElementStep).output;
        const at = madeAt.get(storage);
        return at === undefined ? { load: addLoad(loads, view as View) } : { step: at };
      });
      madeAt.set(step.output, steps.length);
      steps.push({ ...step, operands });
    }
  }
  return { kind: 'elements', size, loads, steps };
}
