import { typeCode } from '../native/data-type.ts';
import type { ElementOp } from './element-op.ts';
import { inputOf, outputOf, type Lowering, type OpContext } from './op-context.ts';
import { uniformBits, type View } from './view.ts';

/** The element op of a TensorFlow op on floats, and on integers and bools where there is one. */
const direct: Readonly<Record<string, { readonly float?: ElementOp; readonly integer?: ElementOp }>> = {
  Add: { float: 'add', integer: 'addInteger' },
  AddV2: { float: 'add', integer: 'addInteger' },
  Sub: { float: 'subtract', integer: 'subtractInteger' },
  Mul: { float: 'multiply', integer: 'multiplyInteger' },
  RealDiv: { float: 'divide' },
  Div: { float: 'divide' },
  Maximum: { float: 'maximum', integer: 'maximumInteger' },
  Minimum: { float: 'minimum', integer: 'minimumInteger' },
  SquaredDifference: { float: 'squaredDifference' },
  Pow: { float: 'power' },
  Neg: { float: 'negate', integer: 'negateInteger' },
  Square: { float: 'square' },
  Sqrt: { float: 'squareRoot' },
  Rsqrt: { float: 'inverseSquareRoot' },
  Reciprocal: { float: 'reciprocal' },
  Exp: { float: 'exponential' },
  Expm1: { float: 'exponentialMinusOne' },
  Log: { float: 'logarithm' },
  Log1p: { float: 'logarithmOfOnePlus' },
  Abs: { float: 'absolute', integer: 'absoluteInteger' },
  Sign: { float: 'sign' },
  Floor: { float: 'floor' },
  Ceil: { float: 'ceil' },
  Round: { float: 'round' },
  Sin: { float: 'sine' },
  Cos: { float: 'cosine' },
  Tanh: { float: 'tanh' },
  Sigmoid: { float: 'sigmoid' },
  Softplus: { float: 'softplus' },
  Relu: { float: 'relu' },
  Elu: { float: 'elu' },
  ReluGrad: { float: 'reluGradient' },
  EluGrad: { float: 'eluGradient' },
  Greater: { float: 'greater', integer: 'greaterInteger' },
  GreaterEqual: { float: 'greaterEqual', integer: 'greaterEqualInteger' },
  Less: { float: 'less', integer: 'lessInteger' },
  LessEqual: { float: 'lessEqual', integer: 'lessEqualInteger' },
  Equal: { float: 'equal', integer: 'equalInteger' },
  NotEqual: { float: 'notEqual', integer: 'notEqualInteger' },
  IsNan: { float: 'isNotNumber' },
  IsFinite: { float: 'isFinite' },
  BitwiseAnd: { integer: 'bitwiseAnd' },
  BitwiseOr: { integer: 'bitwiseOr' },
  BitwiseXor: { integer: 'bitwiseXor' },
  LeftShift: { integer: 'shiftLeft' },
  RightShift: { integer: 'shiftRight' },
  LogicalAnd: { integer: 'logicalAnd' },
  LogicalOr: { integer: 'logicalOr' },
  LogicalNot: { integer: 'logicalNot' },
  Select: { float: 'select', integer: 'select' },
  SelectV2: { float: 'select', integer: 'select' },
};

export const elementLowerings: Readonly<Record<string, Lowering>> = {
  ...Object.fromEntries(Object.keys(direct).map((op) => [op, lowerDirect])),
  AddN: lowerSum,
  Cast: lowerCast,
  OnesLike: (context) => [uniform(context, 1)],
  ZerosLike: (context) => [uniform(context, 0)],
  Fill: (context) => {
    const { shape } = outputOf(context);
    return [context.builder.broadcast(inputOf(context, 1), shape)];
  },
  OneHot: lowerOneHot,
};

function lowerDirect(context: OpContext): View[] | undefined {
  const { shape, type } = outputOf(context);
  // the condition of a select comes first, what it chooses from last
  const decisive = context.inputs.at(-1)?.type === typeCode.float32;
  const op = direct[context.op]?.[decisive ? 'float' : 'integer'];
  if (op === undefined) return undefined;
  const kept = keptOperand(context, op);
  if (kept !== null) return [context.builder.broadcast(kept, shape)];
  return [context.builder.element(op, context.inputs, shape, type)];
}

/** All inputs added up, from the first on. */
function lowerSum(context: OpContext): View[] {
  const { shape, type } = outputOf(context);
  const op = type === typeCode.float32 ? 'add' : 'addInteger';
  const [first, ...rest] = context.inputs as [View, ...View[]];
  return [rest.reduce((sum, input) => context.builder.element(op, [sum, input], shape, type), first)];
}

/** The operand that multiplying or dividing by one leaves as it is. */
function keptOperand(context: OpContext, op: ElementOp): View | null {
  if (op !== 'multiply' && op !== 'divide') return null;
  const one = new Int32Array(Float32Array.of(1).buffer)[0];
  const first = inputOf(context, 0);
  const second = inputOf(context, 1);
  if (uniformBits(second) === one) return first;
  return op === 'multiply' && uniformBits(first) === one ? second : null;
}

function lowerCast(context: OpContext): View[] | undefined {
  const input = inputOf(context, 0);
  const { shape, type } = outputOf(context);
  const { float32, bool } = typeCode;
  if (input.type === type || (input.type === bool && type !== float32)) return [{ ...input, type }];
  const op =
    type === float32
      ? 'integerToFloat'
      : type === bool
        ? input.type === float32
          ? 'floatToBool'
          : 'integerToBool'
        : 'floatToInteger';
  return [context.builder.element(op, [input], shape, type)];
}

function uniform(context: OpContext, value: number): View {
  const { shape, type } = outputOf(context);
  return context.builder.uniform(value, shape, type);
}

/** OneHot along the last axis: whether the index is the class, then one of two values. */
function lowerOneHot(context: OpContext): View[] | undefined {
  const { builder } = context;
  const indices = inputOf(context, 0);
  const { shape, type } = outputOf(context);
  const classes = shape.at(-1) ?? 1;
  const axis = context.attributes['axis'];
  if (axis?.kind === 'int' && axis.value !== -1 && axis.value !== shape.length - 1) return undefined;
  const classIndices = builder.constant(
    Int32Array.from({ length: classes }, (_, index) => index),
    [classes],
    typeCode.int32,
  );
  const wanted = { ...indices, shape: [...indices.shape, 1] };
  const same = builder.element('equalInteger', [wanted, classIndices], shape, typeCode.bool);
  return [builder.element('select', [same, inputOf(context, 2), inputOf(context, 3)], shape, type)];
}
