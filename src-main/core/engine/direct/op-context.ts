import type { Attributes } from '../native/graph-definition.ts';
import type { PlanBuilder } from './plan-builder.ts';
import type { View } from './view.ts';

/** What the lowering of one traced op gets. */
export interface OpContext {
  readonly op: string;
  readonly inputs: readonly View[];
  readonly attributes: Attributes;
  /** Shape and type code of each output. */
  readonly outputs: readonly { readonly shape: readonly number[]; readonly type: number }[];
  readonly builder: PlanBuilder;
}

/** Gives the views of an op's outputs; undefined where the engine has no form of it. */
export type Lowering = (context: OpContext) => readonly View[] | undefined;

export function inputOf({ inputs }: OpContext, position: number): View {
  return inputs[position] as View;
}

export function outputOf({ outputs }: OpContext, position = 0): OpContext['outputs'][number] {
  return outputs[position] as OpContext['outputs'][number];
}

/** The integers of an input that is constant, in order; undefined for others. */
export function constantIntegers({ storage, offset, dimensions }: View): number[] | undefined {
  const { values } = storage;
  if (values === undefined) return undefined;
  let places = [offset];
  for (const { size, stride } of dimensions) {
    places = places.flatMap((place) => Array.from({ length: size }, (_, step) => place + step * stride));
  }
  return places.map((place) => values[place] as number);
}

export function flag(context: Pick<OpContext, 'attributes'>, name: string): boolean {
  const attribute = context.attributes[name];
  return attribute?.kind === 'bool' && attribute.value;
}

/** An integer attribute; `fallback` where the op has none of that name. */
export function integer(context: Pick<OpContext, 'attributes'>, name: string, fallback = 0): number {
  const attribute = context.attributes[name];
  return attribute?.kind === 'int' ? attribute.value : fallback;
}
