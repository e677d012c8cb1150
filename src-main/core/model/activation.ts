import { add, clone, exp, mul, neg, sub, tanh, type Tensor } from '@tensorflow/tfjs-core';
import type { Activation } from '../../contract/study.ts';

type Relu = (x: Tensor) => Tensor;

const gelu = { cubic: 0.044715, scale: Math.sqrt(2 / Math.PI) };

/**
 * The activation of a trunk layer. Written from operations that every engine has, with gradients; GELU is the tanh
 * form (Hendrycks and Gimpel, 2016).
 */
export function activate(kind: Activation, x: Tensor, relu: Relu): Tensor {
  switch (kind) {
    case 'relu':
      return relu(x);
    case 'tanh':
      return tanh(x);
    case 'elu':
      return sub(add(relu(x), exp(neg(relu(neg(x))))), 1);
    case 'gelu': {
      const inner = mul(gelu.scale, add(x, mul(gelu.cubic, mul(x, mul(x, x)))));
      return mul(mul(0.5, x), add(1, tanh(inner)));
    }
    case 'linear':
      // an operation all the same: TF.js finds no gradient of a function that gives its argument back
      return clone(x);
  }
}
