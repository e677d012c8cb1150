/** The value at a point; writes the gradient there. */
export type Objective = (point: Float64Array, gradient: Float64Array) => number;

const memory = 10;
const mostSteps = 300;
const mostHalvings = 40;

/**
 * A minimum of a smooth convex function by L-BFGS (Liu and Nocedal, 1989), from `start`. Ends where the largest entry of the
 * gradient is at most `tolerance`, or where no step goes further down.
 */
export function minimize(objective: Objective, start: Float64Array, tolerance = 1e-5): Float64Array {
  let point = Float64Array.from(start);
  let gradient = new Float64Array(point.length);
  let value = objective(point, gradient);
  const steps: Float64Array[] = [];
  const changes: Float64Array[] = [];
  for (let step = 0; step < mostSteps && largest(gradient) > tolerance; step += 1) {
    let direction = descent(gradient, steps, changes);
    let slope = dot(direction, gradient);
    if (slope >= 0) {
      steps.length = 0;
      changes.length = 0;
      direction = gradient.map((entry) => -entry);
      slope = -dot(gradient, gradient);
    }
    let length = steps.length === 0 ? 1 / Math.max(1, Math.sqrt(-slope)) : 1;
    const nextGradient = new Float64Array(point.length);
    let next = point;
    let nextValue = Infinity;
    let halvings = 0;
    for (; halvings < mostHalvings; halvings += 1) {
      const reached = length;
      next = point.map((entry, index) => entry + reached * (direction[index] as number));
      nextValue = objective(next, nextGradient);
      if (nextValue <= value + 1e-4 * length * slope) break;
      length /= 2;
    }
    if (halvings === mostHalvings) return point;
    const from = point;
    const before = gradient;
    const moved = next.map((entry, index) => entry - (from[index] as number));
    const turned = nextGradient.map((entry, index) => entry - (before[index] as number));
    if (dot(moved, turned) > 1e-12 * dot(turned, turned)) {
      steps.push(moved);
      changes.push(turned);
      if (steps.length > memory) {
        steps.shift();
        changes.shift();
      }
    }
    point = next;
    value = nextValue;
    gradient = nextGradient;
  }
  return point;
}

/** The two loops: minus the inverse Hessian, as far as the last steps tell it, times the gradient. */
function descent(
  gradient: Float64Array,
  steps: readonly Float64Array[],
  changes: readonly Float64Array[],
): Float64Array {
  const result = gradient.map((entry) => -entry);
  const factors = steps.map((step, index) => 1 / dot(step, changes[index] as Float64Array));
  const shares = new Float64Array(steps.length);
  for (let index = steps.length - 1; index >= 0; index -= 1) {
    shares[index] = (factors[index] as number) * dot(steps[index] as Float64Array, result);
    addTimes(result, changes[index] as Float64Array, -(shares[index] as number));
  }
  const newest = steps.length - 1;
  if (newest >= 0) {
    const change = changes[newest] as Float64Array;
    const scale = 1 / ((factors[newest] as number) * dot(change, change));
    for (let index = 0; index < result.length; index += 1) result[index] = (result[index] as number) * scale;
  }
  steps.forEach((step, index) => {
    const back = (factors[index] as number) * dot(changes[index] as Float64Array, result);
    addTimes(result, step, (shares[index] as number) - back);
  });
  return result;
}

function dot(one: Float64Array, other: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < one.length; index += 1) sum += (one[index] as number) * (other[index] as number);
  return sum;
}

function addTimes(target: Float64Array, other: Float64Array, factor: number): void {
  for (let index = 0; index < target.length; index += 1) {
    target[index] = (target[index] as number) + factor * (other[index] as number);
  }
}

function largest(vector: Float64Array): number {
  return vector.reduce((most, entry) => Math.max(most, Math.abs(entry)), 0);
}
