import type { NetworkDrawing } from '../../../src-main/contract/method.ts';

export type DrawnBlock = NetworkDrawing['blocks'][number];

export interface PlacedBlock {
  readonly block: DrawnBlock;
  /** Indices of the tasks that own the block; none is shared. */
  readonly tasks: readonly number[];
  /** The only block of its column that all tasks share: drawn as tall as it is wide in units. */
  readonly isTall: boolean;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Wire {
  readonly path: string;
  /** The task that the wire belongs to, or null. */
  readonly task: number | null;
}

export interface NetworkLayout {
  readonly width: number;
  readonly height: number;
  readonly input: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
  readonly blocks: readonly PlacedBlock[];
  readonly wires: readonly Wire[];
}

const tallWidth = 112;
const smallWidth = 128;
const inputWidth = 66;
const gap = 34;
const smallHeight = 46;
const smallGap = 10;
const tallest = 236;
const margin = 4;

/** Places the stages from left to right; in each, what all tasks share above what belongs to tasks, one below the other. */
export function layoutNetwork(drawing: NetworkDrawing, tasks: readonly string[]): NetworkLayout {
  const stages = [...new Set(drawing.blocks.map((block) => block.stage))].sort((one, other) => one - other);
  const columns = stages.map((stage) => inOrder(drawing.blocks, stage, tasks));
  const most = Math.max(0, ...columns.map((column) => column.length));
  const height = Math.max(tallest, most * (smallHeight + smallGap) + 2 * margin);
  const middle = height / 2;
  const lone = columns.filter(isLone).map((column) => (column[0] as DrawnBlock).outputs);
  const widest = Math.max(drawing.inputFeatures, 1, ...lone);
  const room = Math.min(height, tallest) - 2 * margin - 76;
  const sizeOf = (units: number): number => 76 + room * Math.min(1, Math.log2(1 + units) / Math.log2(1 + widest)) ** 2;

  const inputHeight = sizeOf(drawing.inputFeatures);
  const input = { x: margin, y: middle - inputHeight / 2, width: inputWidth, height: inputHeight };
  const placed: PlacedBlock[] = [];
  let right = input.x + inputWidth;
  for (const column of columns) {
    const x = right + gap;
    if (isLone(column)) {
      const [block] = column as [DrawnBlock];
      const size = sizeOf(block.outputs);
      placed.push({ block, tasks: [], isTall: true, x, y: middle - size / 2, width: tallWidth, height: size });
      right = x + tallWidth;
      continue;
    }
    const step = smallHeight + smallGap;
    const top = middle - (column.length * step - smallGap) / 2;
    column.forEach((block, row) => {
      const own = tasksOf(block, tasks);
      const y = top + row * step;
      placed.push({ block, tasks: own, isTall: false, x, y, width: smallWidth, height: smallHeight });
    });
    right = x + smallWidth;
  }
  return { width: right + margin, height, input, blocks: placed, wires: wire(placed, input) };
}

/** Indices of the tasks that own a block; none where all do. */
export function tasksOf({ owner }: DrawnBlock, tasks: readonly string[]): number[] {
  return owner === 'shared' ? [] : owner.tasks.map((task) => tasks.indexOf(task));
}

function inOrder(blocks: readonly DrawnBlock[], stage: number, tasks: readonly string[]): DrawnBlock[] {
  const rank = (block: DrawnBlock): number => tasksOf(block, tasks)[0] ?? -1;
  return blocks.filter((block) => block.stage === stage).sort((one, other) => rank(one) - rank(other));
}

function isLone(column: readonly DrawnBlock[]): boolean {
  return column.length === 1 && column[0]?.owner === 'shared';
}

/** A wire for each block that another one reads; it has the colour of the task that it is for, or comes from. */
function wire(placed: readonly PlacedBlock[], input: NetworkLayout['input']): Wire[] {
  const places = new Map(placed.map((one) => [one.block.id, one]));
  return placed.flatMap((reader) =>
    reader.block.from.flatMap((id): Wire[] => {
      const source = id === 'input' ? { ...input, tasks: [] } : places.get(id);
      if (source === undefined) return [];
      const from = { x: source.x + source.width, y: source.y + source.height / 2 };
      const to = { x: reader.x, y: reader.y + reader.height / 2 };
      const path = from.y === to.y ? `M${from.x} ${from.y}H${to.x}` : curve(from.x, from.y, to.x, to.y);
      return [{ path, task: taskOf(reader.tasks) ?? taskOf(source.tasks) }];
    }),
  );
}

function taskOf(tasks: readonly number[]): number | null {
  return tasks.length === 1 ? (tasks[0] as number) : null;
}

/** Straight as far as the last column before the reader, then bent: a wire may pass others' columns. */
function curve(x0: number, y0: number, x1: number, y1: number): string {
  const start = Math.max(x0, x1 - 2 * gap);
  const half = (start + x1) / 2;
  const lead = start > x0 ? `H${start}` : '';
  return `M${x0} ${y0}${lead}C${half} ${y0} ${half} ${y1} ${x1} ${y1}`;
}
