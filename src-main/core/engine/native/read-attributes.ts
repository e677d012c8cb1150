import { cannotCompile } from './cannot-compile.ts';
import { attributeCode } from './data-type.ts';
import type { Attributes, AttributeValue } from './graph-definition.ts';
import type { NativeAttribute } from './native-binding.ts';

/** The attributes of an op as its kernel gives them to the addon. */
export function readAttributes(given: readonly NativeAttribute[]): Attributes {
  return Object.fromEntries(given.map((attribute) => [attribute.name, readAttribute(attribute)]));
}

function readAttribute({ name, type, value }: NativeAttribute): AttributeValue {
  const isList = Array.isArray(value);
  switch (type) {
    case attributeCode.TF_ATTR_STRING:
      return { kind: 'string', value: value as string };
    case attributeCode.TF_ATTR_INT:
      return isList ? { kind: 'ints', value: value as number[] } : { kind: 'int', value: value as number };
    case attributeCode.TF_ATTR_FLOAT:
      return isList ? { kind: 'floats', value: value as number[] } : { kind: 'float', value: value as number };
    case attributeCode.TF_ATTR_BOOL:
      return { kind: 'bool', value: Boolean(value) };
    case attributeCode.TF_ATTR_TYPE:
      return isList ? { kind: 'types', value: value as number[] } : { kind: 'type', value: value as number };
    case attributeCode.TF_ATTR_SHAPE:
      return { kind: 'shape', value: value as number[] };
    default:
      throw cannotCompile(`unsupported kind of attribute ${name} in a compiled program: ${type}`, null);
  }
}
