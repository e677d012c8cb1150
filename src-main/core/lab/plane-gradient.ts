/** A gradient in the plane. */
export type Vector = readonly [number, number];

export function dot([x1, y1]: Vector, [x2, y2]: Vector): number {
  return x1 * x2 + y1 * y2;
}

export function addVectors([x1, y1]: Vector, [x2, y2]: Vector): Vector {
  return [x1 + x2, y1 + y2];
}

/** Cosine of the angle between two gradients; null where one is zero. */
export function cosineOf(one: Vector, other: Vector): number | null {
  const lengths = Math.hypot(...one) * Math.hypot(...other);
  return lengths > 0 ? Math.max(-1, Math.min(1, dot(one, other) / lengths)) : null;
}

/** The part of a gradient that does not oppose the other: its projection on the other's normal where they conflict. */
export function project(gradient: Vector, other: Vector): Vector {
  const inner = dot(gradient, other);
  if (inner >= 0) return gradient;
  const share = inner / dot(other, other);
  return [gradient[0] - share * other[0], gradient[1] - share * other[1]];
}

/** The shortest vector between the ends of two gradients (Désidéri, 2012). */
export function shortestBetween(one: Vector, other: Vector): Vector {
  const difference: Vector = [one[0] - other[0], one[1] - other[1]];
  const length = dot(difference, difference);
  const share = length === 0 ? 0.5 : Math.max(0, Math.min(1, -dot(difference, other) / length));
  return [share * one[0] + (1 - share) * other[0], share * one[1] + (1 - share) * other[1]];
}

/**
 * What methods make of two task gradients where that has a closed form, by the id of the method: the combined gradient at
 * the scale of the workbench, at which two equal gradients give twice the one.
 */
export const combinedInClosedForm: Readonly<Record<string, (one: Vector, other: Vector) => Vector>> = {
  equal: addVectors,
  pcgrad: (one, other) => addVectors(project(one, other), project(other, one)),
  mgda(one, other) {
    const [x, y] = shortestBetween(one, other);
    return [2 * x, 2 * y];
  },
};
