import { describe, expect, it } from 'vitest';
import type { DesignMatrix } from '../../../src-main/core/alternative/design-matrix.ts';
import { applyLinear } from '../../../src-main/core/alternative/linear/linear-model.ts';
import { fitLogistic, logLossOf, toProbabilities } from '../../../src-main/core/alternative/linear/logistic.ts';
import { minimize } from '../../../src-main/core/alternative/linear/minimize.ts';
import { fitRidge } from '../../../src-main/core/alternative/linear/ridge.ts';
import { uniformAt } from '../../../src-main/core/util/hash.ts';

function randomMatrix(rows: number, columns: number, seed = 5): DesignMatrix {
  const values = new Float64Array(rows * columns).map((_, cell) => 2 * uniformAt(seed, 0, cell) - 1);
  return { values, rows, columns };
}

describe('ridge regression', () => {
  it('gives the closed form of one column', () => {
    // x centred: -1, 0, 1; y centred: -2, 0, 2; w = x'y / (x'x + n lambda) = 4 / (2 + 3 lambda)
    const x: DesignMatrix = { values: Float64Array.of(4, 5, 6), rows: 3, columns: 1 };
    const y = Float64Array.of(1, 3, 5);
    for (const [place, lambda] of [0, 1, 10].entries()) {
      const model = fitRidge(x, y, [0, 1, 10])[place];
      expect(model?.weights[0]).toBeCloseTo(4 / (2 + 3 * lambda), 10);
      expect(model?.intercepts[0]).toBeCloseTo(3 - (5 * 4) / (2 + 3 * lambda), 10);
    }
  });

  it('leaves no gradient, over columns and over rows alike', () => {
    for (const [rows, columns] of [
      [60, 7],
      [7, 60],
    ] as const) {
      const x = randomMatrix(rows, columns);
      const y = Float64Array.from({ length: rows }, (_, row) => 3 + uniformAt(9, 0, row));
      const model = fitRidge(x, y, [0.1])[0];
      if (model === undefined) throw new Error('no model');
      const residuals = applyLinear(model, x).map((value, row) => value - (y[row] as number));
      expect(residuals.reduce((sum, value) => sum + value, 0)).toBeCloseTo(0, 8);
      for (let column = 0; column < columns; column += 1) {
        let slope = 0.1 * (model.weights[column] as number);
        residuals.forEach((residual, row) => {
          slope += (residual * (x.values[row * columns + column] as number)) / rows;
        });
        expect(slope).toBeCloseTo(0, 8);
      }
    }
  });

  it('stands columns that are constant or the same', () => {
    const x: DesignMatrix = { values: Float64Array.from([1, 2, 2, 1, 3, 3, 1, 5, 5, 1, 7, 7]), rows: 4, columns: 3 };
    const models = fitRidge(x, Float64Array.of(1, 2, 3, 4), [1e-5, 100]);
    for (const model of models) expect(applyLinear(model, x).every(Number.isFinite)).toBe(true);
  });
});

describe('logistic regression', () => {
  const x = randomMatrix(80, 4);
  const score = (row: number): number => 3 * (x.values[row * 4] as number) - (x.values[row * 4 + 1] as number);

  it.each([
    ['two classes', 1, (row: number) => Number(score(row) > 0)],
    ['three classes', 3, (row: number) => (score(row) < -1 ? 0 : score(row) < 1 ? 1 : 2)],
  ] as const)('of %s leaves no gradient', (_, outputs, label) => {
    const labels = Float64Array.from({ length: 80 }, (__, row) => label(row));
    const lambdas = [0.001, 1, 0.1];
    fitLogistic(x, labels, outputs, lambdas).forEach((model, place) => {
      const residuals = toProbabilities(applyLinear(model, x), outputs);
      labels.forEach((own, row) => {
        const cell = outputs === 1 ? row : row * outputs + own;
        residuals[cell] = (residuals[cell] as number) - (outputs === 1 ? own : 1);
      });
      for (let cell = 0; cell < 4 * outputs; cell += 1) {
        let slope = (lambdas[place] as number) * (model.weights[cell] as number);
        for (let row = 0; row < 80; row += 1) {
          const residual = residuals[row * outputs + (cell % outputs)] as number;
          slope += (residual * (x.values[row * 4 + Math.floor(cell / outputs)] as number)) / 80;
        }
        expect(Math.abs(slope)).toBeLessThan(1e-5);
      }
    });
  });

  it('with a huge penalty gives the share of each class', () => {
    const labels = Float64Array.from({ length: 80 }, (_, row) => Number(row % 4 === 0));
    const [model] = fitLogistic(x, labels, 1, [1e6]);
    if (model === undefined) throw new Error('no model');
    const probabilities = toProbabilities(applyLinear(model, x), 1);
    for (const probability of probabilities) expect(probability).toBeCloseTo(0.25, 4);
    expect(logLossOf(applyLinear(model, x), labels, 1)).toBeCloseTo(-0.25 * Math.log(0.25) - 0.75 * Math.log(0.75), 4);
  });

  it('has a log loss that neither overflows nor vanishes', () => {
    expect(logLossOf(Float64Array.of(800, -800), [1, 1], 1)).toBe(400);
    expect(logLossOf(Float64Array.of(800, -800), [1], 2)).toBe(1600);
  });
});

describe('the minimizer', () => {
  it('finds the minimum of a badly scaled quadratic', () => {
    const scales = [1, 1e3, 1e-1, 10];
    const found = minimize(
      (point, gradient) => {
        let value = 0;
        scales.forEach((scale, index) => {
          const off = (point[index] as number) - index;
          gradient[index] = scale * off;
          value += (scale * off * off) / 2;
        });
        return value;
      },
      new Float64Array(4),
      1e-8,
    );
    found.forEach((entry, index) => {
      expect(entry).toBeCloseTo(index, 6);
    });
  });
});
