import { typeCode } from '../native/data-type.ts';
import type { Attributes, TracedValue } from '../native/graph-definition.ts';
import { completeAttributes } from '../native/op-definition.ts';
import { decidesShape, inferOutputs, type OpArgument } from './op-shape.ts';
import { sizeOf } from './view.ts';

/** An op of the direct engine before it is lowered: all its attributes, and shape and type of what it gives. */
export interface InferredOp {
  readonly attributes: Attributes;
  readonly outputs: readonly TracedValue[];
}

/** What an op gives, from what is known of its inputs; null where the engine lacks the op or that does not tell. */
export function inferOp(
  op: string,
  given: Attributes,
  inputs: readonly OpArgument[],
  outputCount: number,
): InferredOp | null {
  const attributes = completeAttributes(
    op,
    inputs.map((input) => input.type),
    given,
  );
  if (inputs.some((input, position) => input.values === undefined && decidesShape(op, position, inputs.length))) {
    return null;
  }
  const outputs = inferOutputs({ op, inputs, attributes, outputCount });
  if (outputs?.length !== outputCount) return null;
  // a list of no axes or of no sizes is empty, and its values are known
  const computed = [...outputs, ...inputs.filter((input) => input.values === undefined)];
  return computed.every(isHeld) ? { attributes, outputs } : null;
}

/** Whether the engine works on such values. */
export function isHeld({ shape, type }: TracedValue): boolean {
  return sizeOf(shape) > 0 && (type === typeCode.float32 || type === typeCode.int32 || type === typeCode.bool);
}
