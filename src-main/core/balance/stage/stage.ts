import { reshape, type Tensor } from '@tensorflow/tfjs-core';
import type { BalancingStage } from '../../../contract/method.ts';
import type { BalancingMethod } from '../method.ts';

type TensorMap = Readonly<Record<string, Tensor>>;

/** An option of any arm that changes what a method sees or what is made of its answer: a method around a method. */
export interface Stage {
  /** Its only parameter has the stage's id for name; the default leaves the method as it is. */
  readonly description: BalancingStage;
  /** Whether the number decides the program; else any number that is not the default makes the same one. */
  decidesProgram?(value: number): boolean;
  /** Why it cannot go with the method, as the end of a sentence that names both; null where it can. */
  refuse(method: BalancingMethod, value: number): string | null;
  /** The method with the stage around it, for a stage that is on. */
  wrap(method: BalancingMethod, value: number): BalancingMethod;
}

/** The name that a stage's parameter has among those of an arm. */
export function stageParameter(id: string): string {
  return `stage.${id}`;
}

/** The numbers of a stage as [R, 1]. */
export function stageValue(parameters: TensorMap, id: string): Tensor {
  return reshape(parameters[stageParameter(id)] as Tensor, [-1, 1]);
}

/** The method with the stage's parameter beside its own. */
export function describeStage(method: BalancingMethod, stage: BalancingStage): BalancingMethod['description'] {
  const { description } = method;
  const parameter = { ...stage.parameter, name: stageParameter(stage.id) };
  return { ...description, parameters: [...description.parameters, parameter] };
}

/** Splits what a stage keeps from the state of the method inside it; both have distinct names. */
export function splitState(state: TensorMap, id: string): { own: TensorMap; inner: TensorMap } {
  const isOwn = ([name]: readonly [string, Tensor]): boolean => name.startsWith(`${stageParameter(id)}.`);
  const entries = Object.entries(state);
  return {
    own: Object.fromEntries(entries.filter(isOwn).map(([name, held]) => [name.slice(id.length + 7), held])),
    inner: Object.fromEntries(entries.filter((entry) => !isOwn(entry))),
  };
}

/** The two parts as one state. */
export function joinState(own: TensorMap, inner: TensorMap, id: string): TensorMap {
  const named = Object.entries(own).map(([name, held]) => [`${stageParameter(id)}.${name}`, held] as const);
  return { ...inner, ...Object.fromEntries(named) };
}

/** Why a stage that compares task gradients cannot go with a method that looks at one layer alone. */
export function refuseLastLayer(method: BalancingMethod): string | null {
  return method.gramian === 'last-shared-layer'
    ? 'the method looks at the last shared layer alone, and the stage needs the whole task gradients'
    : null;
}
