import { typeCode } from '../native/data-type.ts';
import { contiguousDimensions, groupByAxis, mergeDimensions, refineTogether, type Dimension } from './dimension.ts';
import type { ElementOp } from './element-op.ts';
import type { CarriedState, PlanNode } from './node.ts';
import { isContiguous, sizeOf, viewKey, viewOf, wholeView, type Storage, type View } from './view.ts';

/** A node but for its output, which the builder makes. */
type Unplaced<Node extends PlanNode> = Node extends { readonly output: Storage } ? Omit<Node, 'output'> : never;

/** What is put into a storage, along which walk and from which element on. */
export interface PlacedPiece {
  readonly view: View;
  readonly into: readonly Dimension[];
  readonly offset: number;
}

/**
 * Collects the nodes of a plan. A node goes into the innermost loop that one of its inputs changes in, so what stays the same
 * from step to step is computed once; a node like one before it is not made again.
 */
export class PlanBuilder {
  readonly feeds: Storage[] = [];
  readonly constants: Storage[] = [];
  /** The nodes outside of all loops, and those of each loop that is open. */
  readonly #blocks: PlanNode[][] = [[]];
  readonly #made = new Map<string, Storage>();
  readonly #constantOf = new Map<string, Storage>();
  readonly #joined = new Map<Storage, readonly PlacedPiece[]>();
  #storages = 0;

  get nodes(): readonly PlanNode[] {
    return this.#blocks[0] as PlanNode[];
  }

  get depth(): number {
    return this.#blocks.length - 1;
  }

  feed(shape: readonly number[], type: number): View {
    const storage = this.#storage(sizeOf(shape), 0, 'fed', { feed: this.feeds.length });
    this.feeds.push(storage);
    return wholeView(storage, shape, type);
  }

  /** @param values the elements' four bytes each */
  constant(values: Int32Array, shape: readonly number[], type: number): View {
    const key = `${type}:${values.join(',')}`;
    let storage = this.#constantOf.get(key);
    if (storage === undefined) {
      storage = this.#storage(values.length, 0, 'constant', { values });
      this.#constantOf.set(key, storage);
      this.constants.push(storage);
    }
    return wholeView(storage, shape, type);
  }

  /** One number, repeated. */
  uniform(value: number, shape: readonly number[], type: number): View {
    const bits = type === typeCode.float32 ? new Int32Array(Float32Array.of(value).buffer) : Int32Array.of(value);
    return this.broadcast(this.constant(bits, [], type), shape);
  }

  /** A storage that a loop carries from step to step; `depth` is that of the loop's body. */
  carried(size: number): Storage {
    return this.#storage(size, this.depth, 'carried', {});
  }

  /** What a loop that is closed has left in a storage that it carried. */
  leftIn(storage: Storage): Storage {
    return { ...this.#storage(storage.size, this.depth, 'made', {}), sharedWith: storage };
  }

  openLoop(): void {
    this.#blocks.push([]);
  }

  /** Takes the nodes of the innermost loop. */
  closeLoop(): PlanNode[] {
    const [nodes] = this.#blocks.splice(-1);
    return nodes ?? [];
  }

  addLoop(
    from: View,
    limit: View,
    index: Storage,
    carried: readonly CarriedState[],
    body: readonly PlanNode[],
    until?: View,
  ): void {
    const stop = until === undefined ? {} : { until };
    const inputs = [from, limit, ...Object.values(stop), ...carried.map((state) => state.initial)];
    this.#block(this.depth).push({ kind: 'loop', inputs, from, limit, ...stop, index, carried, body });
  }

  /** An elementwise op on inputs that broadcast to `shape`; axes along which nothing changes are computed once. */
  element(op: ElementOp, inputs: readonly View[], shape: readonly number[], type: number): View {
    const walks = inputs.map((input) => this.#broadcastAxes(input, shape));
    const varies = shape.map((size, axis) => size > 1 && walks.some(({ axes }) => moves(axes[axis] ?? [])));
    const reducedShape = shape.map((size, axis) => (varies[axis] === true ? size : 1));
    let reduced = walks.map(({ view, axes }) =>
      viewOf(
        view,
        axes.filter((_, axis) => varies[axis] === true),
        // with one axis of a single element more it is the same node
        reducedShape.filter((size) => size > 1),
      ),
    );
    if (
      refineTogether([contiguousDimensions(sizeOf(reducedShape)), ...reduced.map((view) => view.dimensions)]) === null
    ) {
      reduced = reduced.map((view) => this.contiguous(view));
    }
    const output = this.#make({ kind: 'element', op, inputs: reduced }, sizeOf(reducedShape), op);
    return this.broadcast(wholeView(output, reducedShape, type), shape);
  }

  /** The same elements one after another in a storage. */
  contiguous(view: View): View {
    if (isContiguous(view)) return view;
    const size = sizeOf(view.shape);
    const node = { kind: 'copy', inputs: [view], into: [{ size, stride: 1 }], offset: 0 } as const;
    return wholeView(this.#make(node, size, 'copy'), view.shape, view.type);
  }

  /** Broadcasts as NumPy does. */
  broadcast(view: View, shape: readonly number[]): View {
    const { view: source, axes } = this.#broadcastAxes(view, shape);
    return viewOf(source, axes, shape);
  }

  /** The walk along each axis of the view's shape; copies it where its own levels do not fit the axes. */
  axesOf(view: View): { readonly view: View; readonly axes: readonly (readonly Dimension[])[] } {
    const axes = groupByAxis(view.dimensions, view.shape);
    if (axes !== null) return { view, axes };
    const copy = this.contiguous(view);
    return { view: copy, axes: groupByAxis(copy.dimensions, copy.shape) ?? [] };
  }

  /** Pieces that do not lie over one another, put together as by `assemble`. */
  join(pieces: readonly PlacedPiece[], shape: readonly number[], type: number): View {
    const whole = this.assemble(pieces, shape, type);
    this.#joined.set(whole.storage, pieces);
    return whole;
  }

  /** The piece that was joined where the view is; the view itself where it is not just one piece. */
  pieceAt(view: View): View {
    const piece = this.#joined
      .get(view.storage)
      ?.find(({ into, offset }) => offset === view.offset && isSameWalk(mergeDimensions(into), view.dimensions));
    return piece === undefined ? view : { ...piece.view, shape: view.shape, type: view.type };
  }

  /** Pieces put after one another, each along its own walk through the result. */
  assemble(pieces: readonly PlacedPiece[], shape: readonly number[], type: number): View {
    const key = pieces.map(({ view, into, offset }) => `${viewKey(view)}>${JSON.stringify(into)}+${offset}`).join('|');
    const known = this.#made.get(`assemble ${key}`);
    if (known !== undefined) return wholeView(known, shape, type);
    const depth = Math.max(0, ...pieces.map(({ view }) => view.storage.depth));
    const output = this.#storage(sizeOf(shape), depth, 'made', {});
    for (const { view, into, offset } of pieces) {
      if (sizeOf(view.shape) === 0) continue;
      const walk = mergeDimensions(into);
      const fits = refineTogether([view.dimensions, walk]) !== null;
      const inputs = [fits ? view : this.contiguous(view)] as const;
      this.#block(depth).push({ kind: 'copy', inputs, output, into: walk, offset });
    }
    this.#made.set(`assemble ${key}`, output);
    return wholeView(output, shape, type);
  }

  /** The output of a node of `size` elements. */
  make(node: Exclude<Unplaced<PlanNode>, { readonly kind: 'element' }>, shape: readonly number[], type: number): View {
    const { inputs, ...rest } = node;
    return wholeView(
      this.#make({ ...rest, inputs } as Unplaced<PlanNode>, sizeOf(shape), JSON.stringify(rest)),
      shape,
      type,
    );
  }

  #make(node: Unplaced<PlanNode>, size: number, what: string): Storage {
    const key = `${node.kind} ${what} ${node.inputs.map(viewKey).join(' ')}`;
    const known = this.#made.get(key);
    if (known !== undefined) return known;
    const depth = Math.max(0, ...node.inputs.map((input) => input.storage.depth));
    const output = this.#storage(size, depth, 'made', {});
    this.#block(depth).push({ ...node, output });
    this.#made.set(key, output);
    return output;
  }

  #broadcastAxes(view: View, shape: readonly number[]): { view: View; axes: Dimension[][] } {
    const lead = shape.length - view.shape.length;
    const { view: source, axes } = this.axesOf(view);
    return {
      view: source,
      axes: shape.map((size, axis) => {
        const own = lead <= axis ? view.shape[axis - lead] : 1;
        return own === size ? [...(axes[axis - lead] ?? [])] : size === 1 ? [] : [{ size, stride: 0 }];
      }),
    };
  }

  #block(depth: number): PlanNode[] {
    return this.#blocks[depth] as PlanNode[];
  }

  #storage(size: number, depth: number, kind: Storage['kind'], more: Partial<Storage>): Storage {
    this.#storages += 1;
    return { id: this.#storages, size, depth, kind, ...more };
  }
}

function isSameWalk(one: readonly Dimension[], other: readonly Dimension[]): boolean {
  return (
    one.length === other.length &&
    one.every(({ size, stride }, level) => size === other[level]?.size && stride === other[level].stride)
  );
}

function moves(axis: readonly Dimension[]): boolean {
  return axis.some((dimension) => dimension.stride !== 0);
}
