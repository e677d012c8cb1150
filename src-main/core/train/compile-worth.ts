/** What XLA costs once and saves with every step, in seconds: measured on one core, rounded. */
const compileSeconds = 1.5;
const savedPerStep = 1e-4;
const savedPerFlop = 0.35 / 5e10;
const savedPerIteration = 2e-5;

/**
 * Whether compiling a step pays for itself over so many calls and so many operations in all, against a TensorFlow graph that
 * runs op by op.
 * @param iterations of the method's own search within a step
 */
export function isWorthCompiling(steps: number, flops: number, iterations = 0): boolean {
  return steps * (savedPerStep + iterations * savedPerIteration) + flops * savedPerFlop > compileSeconds;
}
