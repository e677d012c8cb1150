import { describe, expect, it } from 'vitest';
import type { FedArray } from '../../../../src-main/core/engine/direct/direct-binding.ts';
import { finishProducts } from '../../../../src-main/core/engine/direct/finish-products.ts';
import type { PlanNode } from '../../../../src-main/core/engine/direct/node.ts';
import { PlanBuilder } from '../../../../src-main/core/engine/direct/plan-builder.ts';
import { viewOf, type View } from '../../../../src-main/core/engine/direct/view.ts';
import { typeCode } from '../../../../src-main/core/engine/native/data-type.ts';
import { uniformAt } from '../../../../src-main/core/util/hash.ts';
import { runPlan } from './run-plan.ts';

const { float32 } = typeCode;

interface Size {
  readonly batch: number;
  readonly m: number;
  readonly n: number;
  readonly k: number;
}

function product(builder: PlanBuilder, first: View, second: View, { batch, m, n, k }: Size): View {
  const walk = { size: batch, strides: [m * k, k * n, m * n] as const };
  return builder.make(
    {
      kind: 'product',
      inputs: [first, second],
      batch: batch > 1 ? [walk] : [],
      m,
      n,
      k,
      rowStrides: [k, n],
      transposed: [false, false],
    },
    [batch, m, n],
    float32,
  );
}

function kindsOf(nodes: readonly PlanNode[]): string[] {
  return nodes.map((node) =>
    node.kind === 'element'
      ? node.op
      : node.kind === 'product' && node.finish !== undefined
        ? `product ${node.finish.kind}`
        : node.kind,
  );
}

function draw(seed: number, size: number): Float32Array {
  return Float32Array.from({ length: size }, (_, index) => uniformAt(seed, 0, index) * 2 - 1);
}

function bitsOf(values: FedArray | undefined): Int32Array {
  return new Int32Array((values as FedArray).buffer);
}

const sizes: readonly Size[] = [
  { batch: 1, m: 1, n: 1, k: 1 },
  { batch: 1, m: 64, n: 64, k: 32 },
  { batch: 10, m: 64, n: 64, k: 64 },
  { batch: 3, m: 7, n: 5, k: 9 },
  { batch: 2, m: 3, n: 50, k: 300 },
  { batch: 1, m: 1, n: 40, k: 700 },
  { batch: 2, m: 100, n: 3, k: 20 },
  { batch: 1, m: 2, n: 2, k: 900 },
  { batch: 1, m: 130, n: 70, k: 600 },
];

describe('a product that is finished before it is stored', () => {
  const biases = ['of each entry', 'of all entries', 'of each element', 'one'];
  const given = (size: Size, bias: string): number[] => {
    const { batch, m, n } = size;
    if (bias === 'one') return [1, 1, 1];
    return [bias === 'of all entries' ? 1 : batch, bias === 'of each element' ? m : 1, n];
  };

  it.each(biases.flatMap((bias) => sizes.map((size) => ({ bias, size }))))(
    'has the bits of relu with a bias $bias, $size',
    ({ bias, size }) => {
      const { batch, m, n, k } = size;
      const shape = [batch, m, n];
      const biasShape = given(size, bias);
      const fed = [
        draw(1, batch * m * k),
        draw(2, batch * k * n),
        draw(
          3,
          biasShape.reduce((a, b) => a * b),
        ),
      ];
      const compute = (apart: boolean): [string[], FedArray | undefined] => {
        const builder = new PlanBuilder();
        const first = builder.feed([batch, m, k], float32);
        const second = builder.feed([batch, k, n], float32);
        const raw = product(builder, first, second, size);
        const sum = builder.element('add', [raw, builder.feed(biasShape, float32)], shape, float32);
        const root = builder.element('relu', [sum], shape, float32);
        const results = apart ? [root, sum, raw] : [root];
        return [kindsOf(finishProducts(builder.nodes, results)), runPlan(builder, results, fed)[0]];
      };
      const [together, found] = compute(false);
      const [separate, wanted] = compute(true);
      const isFinished = bias !== 'one' || n === 1;
      expect(together).toEqual(isFinished ? ['product biasedRelu'] : ['product', 'add', 'relu']);
      expect(separate).toEqual(['product', 'add', 'relu']);
      expect(bitsOf(found)).toEqual(bitsOf(wanted));
    },
  );

  it.each(sizes)('has the bits of the gradient of relu, $batch x $m x $n x $k', (size) => {
    const { batch, m, n, k } = size;
    const fed = [draw(1, batch * m * k), draw(2, batch * k * n), draw(3, batch * m * n)];
    const compute = (apart: boolean): [string[], FedArray | undefined] => {
      const builder = new PlanBuilder();
      const [first, second] = [builder.feed([batch, m, k], float32), builder.feed([batch, k, n], float32)];
      const raw = product(builder, first, second, size);
      const features = builder.feed([batch, m, n], float32);
      const gradient = builder.element('reluGradient', [raw, features], [batch, m, n], float32);
      const results = apart ? [gradient, raw] : [gradient];
      return [kindsOf(finishProducts(builder.nodes, results)), runPlan(builder, results, fed)[0]];
    };
    const [together, found] = compute(false);
    const [separate, wanted] = compute(true);
    expect(together).toEqual(['product reluGradient']);
    expect(separate).toEqual(['product', 'reluGradient']);
    expect(bitsOf(found)).toEqual(bitsOf(wanted));
  });

  it('keeps what is not a number, and zero where the gradient is none', () => {
    const builder = new PlanBuilder();
    const size = { batch: 1, m: 1, n: 4, k: 1 };
    const [first, second] = [builder.feed([1, 1, 1], float32), builder.feed([1, 1, 4], float32)];
    const bias = builder.feed([4], float32);
    const sum = builder.element('add', [product(builder, first, second, size), bias], [1, 1, 4], float32);
    const root = builder.element('relu', [sum], [1, 1, 4], float32);
    const [found] = runPlan(builder, [root], [Float32Array.of(1), Float32Array.of(NaN, 1, -1, 2), new Float32Array(4)]);
    expect([...(found as FedArray)]).toEqual([NaN, 1, 0, 2]);
  });
});

describe('a product stays as it is', () => {
  const size = { batch: 1, m: 4, n: 4, k: 4 };
  const setUp = (): { builder: PlanBuilder; raw: View; other: View } => {
    const builder = new PlanBuilder();
    const [first, second] = [builder.feed([1, 4, 4], float32), builder.feed([1, 4, 4], float32)];
    return { builder, raw: product(builder, first, second, size), other: builder.feed([1, 4, 4], float32) };
  };

  it('where the sum is read by something else', () => {
    const { builder, raw, other } = setUp();
    const sum = builder.element('add', [raw, other], [1, 4, 4], float32);
    const root = builder.element('relu', [sum], [1, 4, 4], float32);
    const last = builder.element('multiply', [root, sum], [1, 4, 4], float32);
    expect(kindsOf(finishProducts(builder.nodes, [last]))).toEqual(['product', 'add', 'relu', 'multiply']);
  });

  it('where it is the features, not the gradient', () => {
    const { builder, raw, other } = setUp();
    const gradient = builder.element('reluGradient', [other, raw], [1, 4, 4], float32);
    expect(kindsOf(finishProducts(builder.nodes, [gradient]))).toEqual(['product', 'reluGradient']);
  });

  it('where the columns of the other operand do not lie one after another', () => {
    const { builder, raw, other } = setUp();
    const axes = [[], [{ size: 4, stride: 1 }], [{ size: 4, stride: 4 }]];
    const gradient = builder.element('reluGradient', [raw, viewOf(other, axes, [1, 4, 4])], [1, 4, 4], float32);
    expect(kindsOf(finishProducts(builder.nodes, [gradient]))).toEqual(['product', 'reluGradient']);
  });

  it('where it is finished already', () => {
    const { builder, raw, other } = setUp();
    const gradient = builder.element('reluGradient', [raw, other], [1, 4, 4], float32);
    const again = builder.element('reluGradient', [gradient, other], [1, 4, 4], float32);
    expect(kindsOf(finishProducts(builder.nodes, [again]))).toEqual(['product reluGradient', 'reluGradient']);
  });
});
