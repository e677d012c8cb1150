import type { NetworkDrawing } from '../../../src-main/contract/method.ts';

export type DrawnBlock = NetworkDrawing['blocks'][number];

export interface PlacedBlock {
  readonly block: DrawnBlock;
  /** Index of the task that owns the block; null is shared. */
  readonly task: number | null;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Wire {
  readonly path: string;
  readonly task: number | null;
}

export interface NetworkLayout {
  readonly width: number;
  readonly height: number;
  readonly input: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
  readonly blocks: readonly PlacedBlock[];
  readonly wires: readonly Wire[];
}

const blockWidth = 112;
const headWidth = 128;
const inputWidth = 66;
const gap = 34;
const headHeight = 46;
const headGap = 10;
const margin = 4;

/** Places the shared blocks from left to right and the heads, one row a task, behind them. */
export function layoutNetwork(drawing: NetworkDrawing, tasks: readonly string[]): NetworkLayout {
  const shared = drawing.blocks.filter((block) => block.owner === 'shared');
  const owned = tasks.map((task) =>
    drawing.blocks.filter((block) => block.owner !== 'shared' && block.owner.task === task),
  );
  const longest = Math.max(0, ...owned.map((blocks) => blocks.length));
  const height = Math.max(236, tasks.length * (headHeight + headGap) + 2 * margin);
  const middle = height / 2;
  const widest = Math.max(drawing.inputFeatures, ...shared.map((block) => block.outputs));
  const sizeOf = (units: number): number =>
    76 + (height - 2 * margin - 76) * Math.min(1, Math.log2(1 + units) / Math.log2(1 + widest)) ** 2;

  const inputHeight = sizeOf(drawing.inputFeatures);
  const input = { x: margin, y: middle - inputHeight / 2, width: inputWidth, height: inputHeight };
  const placed: PlacedBlock[] = [];
  const wires: Wire[] = [];
  let right = input.x + inputWidth;
  for (const block of shared) {
    const size = sizeOf(block.outputs);
    placed.push({ block, task: null, x: right + gap, y: middle - size / 2, width: blockWidth, height: size });
    wires.push({ path: straight(right, right + gap, middle), task: null });
    right += gap + blockWidth;
  }
  const step = headHeight + headGap;
  const top = middle - (tasks.length * step - headGap) / 2;
  owned.forEach((blocks, task) => {
    const center = top + task * step + headHeight / 2;
    let x = right;
    let y = middle;
    for (const block of blocks) {
      const start = x + (x === right ? gap * 1.6 : gap);
      placed.push({ block, task, x: start, y: center - headHeight / 2, width: headWidth, height: headHeight });
      wires.push({ path: curve(x, y, start, center), task });
      x = start + headWidth;
      y = center;
    }
  });
  const width = right + gap * 1.6 + longest * headWidth + Math.max(0, longest - 1) * gap + margin;
  return { width, height, input, blocks: placed, wires };
}

function straight(from: number, to: number, y: number): string {
  return `M${from} ${y}H${to}`;
}

function curve(x0: number, y0: number, x1: number, y1: number): string {
  const half = (x0 + x1) / 2;
  return `M${x0} ${y0}C${half} ${y0} ${half} ${y1} ${x1} ${y1}`;
}
