import { expect, it } from 'vitest';
import { closeLoops } from '../../../../src-main/core/engine/direct/close-loops.ts';
import type { Kernel, LoopKernel } from '../../../../src-main/core/engine/direct/kernel.ts';
import type { CarriedState } from '../../../../src-main/core/engine/direct/node.ts';
import { wholeView, type Storage, type View } from '../../../../src-main/core/engine/direct/view.ts';

function storage(id: number, kind: Storage['kind'], sharedWith?: Storage): Storage {
  return { id, size: 4, depth: 1, kind, ...(sharedWith === undefined ? {} : { sharedWith }) };
}

function whole(of: Storage): View {
  return wholeView(of, [4], 1);
}

const fed = whole(storage(1, 'fed'));
const a = storage(2, 'carried');
const b = storage(3, 'carried');

function loop(carried: readonly CarriedState[], body: readonly Kernel[] = []): LoopKernel {
  return { kind: 'loop', from: fed, limit: fed, index: storage(9, 'carried'), carried, body };
}

/** `from>to` of all copies; what is put aside is `aside`. */
function copies(kernels: readonly Kernel[]): string[] {
  const name = ({ id }: Storage): string => (id < 0 ? 'aside' : String(id));
  return kernels.flatMap((kernel) =>
    kernel.kind === 'copy' ? [`${name(kernel.inputs[0].storage)}>${name(kernel.output)}`] : [],
  );
}

function bodyOf(kernels: readonly Kernel[]): readonly Kernel[] {
  return kernels.flatMap((kernel) => (kernel.kind === 'loop' ? kernel.body : []));
}

it('copies the first states before a loop and the next ones at the end of each turn', () => {
  const [nextA, nextB] = [storage(4, 'made'), storage(5, 'made')];
  const closed = closeLoops([
    loop([
      { storage: a, initial: fed, result: whole(nextA) },
      { storage: b, initial: fed, result: whole(nextB) },
    ]),
  ]);
  expect(copies(closed)).toEqual(['1>2', '1>3']);
  expect(copies(bodyOf(closed))).toEqual(['4>2', '5>3']);
});

it('copies nothing that is written in place', () => {
  const closed = closeLoops([loop([{ storage: a, initial: fed, result: whole(storage(4, 'made', a)) }])]);
  expect(copies(bodyOf(closed))).toEqual([]);
});

it('puts states that change places aside before any is overwritten', () => {
  const closed = closeLoops([
    loop([
      { storage: a, initial: fed, result: whole(b) },
      { storage: b, initial: fed, result: whole(a) },
    ]),
  ]);
  expect(copies(bodyOf(closed))).toEqual(['3>aside', '2>aside', 'aside>2', 'aside>3']);
});

it('puts aside what was written over another state', () => {
  const shared = whole(storage(4, 'made', a));
  const closed = closeLoops([
    loop([
      { storage: a, initial: fed, result: shared },
      { storage: b, initial: fed, result: shared },
    ]),
  ]);
  expect(copies(bodyOf(closed))).toEqual(['4>aside', 'aside>3']);
});

it('closes a loop within a loop, each time anew', () => {
  const inner = loop([{ storage: b, initial: whole(a), result: whole(storage(5, 'made')) }]);
  const closed = closeLoops([loop([{ storage: a, initial: fed, result: whole(storage(6, 'made', b)) }], [inner])]);
  expect(copies(closed)).toEqual(['1>2']);
  expect(copies(bodyOf(closed))).toEqual(['2>3', '6>2']);
  expect(copies(bodyOf(bodyOf(closed)))).toEqual(['5>3']);
});
