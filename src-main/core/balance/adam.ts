import {
  add,
  div,
  expm1,
  mul,
  neg,
  reshape,
  sqrt,
  square,
  where,
  zeros,
  zerosLike,
  type Tensor,
} from '@tensorflow/tfjs-core';

type TensorMap = Readonly<Record<string, Tensor>>;

const firstDecay = 0.9;
const secondDecay = 0.999;
const epsilon = 1e-8;

/** Moments and step counts of one [R, T] variable; every task counts its own steps. */
export function createAdamState(replicas: number, tasks: number): TensorMap {
  return {
    firstMoment: zeros([replicas, tasks]),
    secondMoment: zeros([replicas, tasks]),
    steps: zeros([replicas, tasks]),
  };
}

/**
 * One step of Adam (Kingma and Ba, 2015) for a variable of the balancing itself.
 *
 * @param gradient [R, T]
 * @param learningRate [R]
 * @param isActive [R, T] bool; elsewhere the change is 0 and the moments stay
 * @returns the change to subtract from the variable, and the new moments
 */
export function adamStep(
  gradient: Tensor,
  state: TensorMap,
  learningRate: Tensor,
  isActive: Tensor,
): { change: Tensor; state: TensorMap } {
  const { firstMoment, secondMoment, steps } = state as { firstMoment: Tensor; secondMoment: Tensor; steps: Tensor };
  const newSteps = add(steps, 1);
  const newFirst = add(mul(firstMoment, firstDecay), mul(gradient, 1 - firstDecay));
  const newSecond = add(mul(secondMoment, secondDecay), mul(square(gradient), 1 - secondDecay));
  // expm1 keeps 1 - decay^steps exact in float32, where the difference itself loses four digits at first
  const first = div(newFirst, neg(expm1(mul(newSteps, Math.log(firstDecay)))));
  const second = div(newSecond, neg(expm1(mul(newSteps, Math.log(secondDecay)))));
  const step = div(first, add(sqrt(second), epsilon));
  const change = mul(step, reshape(learningRate, [-1, 1]));
  return {
    change: where(isActive, change, zerosLike(change)),
    state: {
      firstMoment: where(isActive, newFirst, firstMoment),
      secondMoment: where(isActive, newSecond, secondMoment),
      steps: where(isActive, newSteps, steps),
    },
  };
}
