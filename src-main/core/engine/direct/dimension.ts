/** One level of a walk through memory: `size` steps (more than one) of `stride` elements. The outermost comes first in a list. */
export interface Dimension {
  readonly size: number;
  readonly stride: number;
}

/** The walk over so many elements that lie one after another. */
export function contiguousDimensions(size: number): Dimension[] {
  return size === 1 ? [] : [{ size, stride: 1 }];
}

/** The same walk in as few levels as possible. */
export function mergeDimensions(dimensions: readonly Dimension[]): Dimension[] {
  const merged: Dimension[] = [];
  for (const dimension of dimensions) {
    if (dimension.size === 1) continue;
    const outer = merged.at(-1);
    if (outer !== undefined && outer.stride === dimension.size * dimension.stride) {
      merged[merged.length - 1] = { size: outer.size * dimension.size, stride: dimension.stride };
    } else {
      merged.push(dimension);
    }
  }
  return merged;
}

/** The walk divided among the axes of a shape of as many elements; null where a level would have to be cut at no whole step. */
export function groupByAxis(dimensions: readonly Dimension[], shape: readonly number[]): Dimension[][] | null {
  const rest = [...dimensions];
  const axes: Dimension[][] = shape.map(() => []);
  for (let axis = shape.length - 1; axis >= 0; axis -= 1) {
    let wanted = shape[axis] as number;
    while (wanted > 1) {
      const inner = rest.pop();
      if (inner === undefined) return null;
      if (wanted % inner.size === 0) {
        axes[axis]?.unshift(inner);
        wanted /= inner.size;
      } else if (inner.size % wanted === 0) {
        axes[axis]?.unshift({ size: wanted, stride: inner.stride });
        rest.push({ size: inner.size / wanted, stride: inner.stride * wanted });
        wanted = 1;
      } else {
        return null;
      }
    }
  }
  return rest.length === 0 ? axes : null;
}

/** Several walks over as many elements each, in common levels; null where the levels do not fit into each other. */
export function refineTogether(
  walks: readonly (readonly Dimension[])[],
): { readonly sizes: readonly number[]; readonly strides: readonly (readonly number[])[] } | null {
  const rest = walks.map((walk) => [...walk]);
  const levels: { size: number; strides: number[] }[] = [];
  while (rest.some((walk) => walk.length > 0)) {
    const size = Math.min(...rest.map((walk) => walk.at(-1)?.size ?? 0));
    const strides: number[] = [];
    for (const walk of rest) {
      const inner = walk.pop();
      if (inner === undefined || size === 0 || inner.size % size !== 0) return null;
      strides.push(inner.stride);
      if (inner.size > size) walk.push({ size: inner.size / size, stride: inner.stride * size });
    }
    levels.unshift({ size, strides });
  }
  const merged: { size: number; strides: number[] }[] = [];
  for (const level of levels) {
    const outer = merged.at(-1);
    if (outer?.strides.every((stride, walk) => stride === level.size * (level.strides[walk] as number)) === true) {
      merged[merged.length - 1] = { size: outer.size * level.size, strides: level.strides };
    } else {
      merged.push(level);
    }
  }
  return {
    sizes: merged.map((level) => level.size),
    strides: walks.map((_, walk) => merged.map((level) => level.strides[walk] as number)),
  };
}
