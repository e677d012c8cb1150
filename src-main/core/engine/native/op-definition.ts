import { cannotCompile } from './cannot-compile.ts';
import type { Attributes, AttributeValue } from './graph-definition.ts';
import table from './op-definitions.json' with { type: 'json' };

/** An argument of an op: which attribute holds its type, how many tensors it is, or its list of types; '' when none does. */
interface OpDefinition {
  /** [type attribute, number attribute, type list attribute] */
  readonly inputs: readonly (readonly [string, string, string])[];
  /** [name, number attribute, type list attribute] */
  readonly outputs: readonly (readonly [string, string, string])[];
  /** Defaults; null where there is none or TensorFlow fills it in itself. */
  readonly attributes: Readonly<Record<string, AttributePair | null>>;
}

type AttributePair = readonly [AttributeValue['kind'], AttributeValue['value']];

/** Every op of TensorFlow 2.21 that keeps no state, as its own registry lists them. */
const definitions = table as unknown as Readonly<Record<string, OpDefinition>>;

export function opDefinition(op: string): OpDefinition {
  const definition = Object.hasOwn(definitions, op) ? definitions[op] : undefined;
  if (definition === undefined) {
    throw cannotCompile(`unsupported op in a compiled program; it keeps state or is unknown to TensorFlow: ${op}`, op);
  }
  return definition;
}

/**
 * Eager execution infers types and fills in defaults; a graph needs every attribute written out. `inputTypes` are the
 * type codes of the op's inputs.
 */
export function completeAttributes(op: string, inputTypes: readonly number[], given: Attributes): Attributes {
  const definition = opDefinition(op);
  const attributes = { ...given };
  let position = 0;
  for (const [typeName, numberName, listName] of definition.inputs) {
    let count = 1;
    if (listName !== '' || numberName !== '') {
      const stated = attributes[listName === '' ? numberName : listName];
      const others = definition.inputs.length - 1;
      count = stated === undefined ? inputTypes.length - others : countOf(stated);
    }
    const types = inputTypes.slice(position, position + count);
    if (listName !== '') {
      attributes[listName] ??= { kind: 'types', value: types };
    }
    if (numberName !== '') {
      attributes[numberName] ??= { kind: 'int', value: count };
    }
    if (typeName !== '' && types[0] !== undefined) {
      attributes[typeName] ??= { kind: 'type', value: types[0] };
    }
    position += count;
  }
  for (const [name, fallback] of Object.entries(definition.attributes)) {
    if (fallback !== null) {
      attributes[name] ??= { kind: fallback[0], value: fallback[1] } as AttributeValue;
    }
  }
  return attributes;
}

/** How the outputs of a node are called inside a function: `node:output:index`. */
export function outputNames(op: string, node: string, attributes: Attributes): string[] {
  return opDefinition(op).outputs.flatMap(([name, numberName, listName]) => {
    const stated = attributes[listName === '' ? numberName : listName];
    const count = stated === undefined ? 1 : countOf(stated);
    return Array.from({ length: count }, (_, index) => `${node}:${name}:${index}`);
  });
}

function countOf(attribute: AttributeValue): number {
  if (attribute.kind === 'int') {
    return attribute.value;
  }
  return Array.isArray(attribute.value) ? attribute.value.length : 1;
}
