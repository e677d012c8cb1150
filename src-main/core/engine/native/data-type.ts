import type { DataType } from '@tensorflow/tfjs-core';
import { AppError } from '../../../contract/error.ts';

/** TensorFlow's numbers for the types a program may hold (tensorflow/core/framework/types.proto). */
export const typeCode = { float32: 1, int32: 3, bool: 10 } as const;

/** How TensorFlow numbers the kinds of attributes (tensorflow/c/tf_attrtype.h), under the names of its addon. */
export const attributeCode = {
  TF_ATTR_STRING: 0,
  TF_ATTR_INT: 1,
  TF_ATTR_FLOAT: 2,
  TF_ATTR_BOOL: 3,
  TF_ATTR_TYPE: 4,
  TF_ATTR_SHAPE: 5,
} as const;

export function typeCodeOf(dtype: DataType, where: string): number {
  if (dtype === 'float32' || dtype === 'int32' || dtype === 'bool') {
    return typeCode[dtype];
  }
  throw new AppError('engine', `invalid type of ${where}; must be float32, int32 or bool: ${dtype}`);
}
