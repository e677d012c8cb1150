import type { AlternativeModel } from './alternative.ts';
import { applyLinear, type LinearModel } from './linear/linear-model.ts';
import { fitLogistic, logLossOf, toProbabilities } from './linear/logistic.ts';
import { fitRidge } from './linear/ridge.ts';
import type { LabelledPart, ReferenceFit, ReferenceTask } from './reference.ts';

/** Half a power of ten apart, from hardly any shrinkage to nearly all. */
const lambdas = Array.from({ length: 15 }, (_, step) => 10 ** (step / 2 - 5));

/** Ridge, logistic or multinomial regression of each task, its penalty chosen on the validation rows. */
export const linearReference: AlternativeModel = {
  description: {
    id: 'linear',
    name: 'Linear reference',
    description:
      'A regularised linear model of each task alone: ridge regression for numbers, logistic or multinomial regression for classes, on the same prepared inputs, categories as indicators. The penalty is chosen on the validation rows among 15 values.',
    whenToUse: 'Always: where it is as good as the networks, a network is not worth having.',
    formula:
      '\\min_{w, b} \\frac{1}{n} \\sum_i \\ell(y_i, x_i^\\top w + b) + \\lambda \\lVert w \\rVert^2, \\quad \\lambda \\in \\{10^{-5}, 10^{-4.5}, \\dots, 10^{2}\\}',
    compute:
      'No network: 15 convex fits a task and split on one processor core; the seed of a replicate changes nothing.',
    reference:
      'Hoerl and Kennard (1970). Technometrics 12, 55-67; le Cessie and van Houwelingen (1992). Applied Statistics 41, 191-201.',
    parameters: [],
  },
  refuse: () => null,
  way: { kind: 'reference', fit: fitLinear },
};

function fitLinear({ type, outputs, train, validation, test }: ReferenceTask): ReferenceFit {
  const isNumber = type === 'regression';
  const models = isNumber ? fitRidge(train.x, train.y, lambdas) : fitLogistic(train.x, train.y, outputs, lambdas);
  const losses = models.map((model) => lossOf(model, validation, isNumber));
  const best = Math.max(0, losses.indexOf(Math.min(...losses)));
  const model = models[best] as LinearModel;
  const scores = applyLinear(model, test);
  return {
    loss: losses[best] as number,
    predictions: Float32Array.from(isNumber ? scores : toProbabilities(scores, outputs)),
    model,
    choices: { penalty: String(Number((lambdas[best] as number).toPrecision(2))) },
  };
}

function lossOf(model: LinearModel, { x, y }: LabelledPart, isNumber: boolean): number {
  const scores = applyLinear(model, x);
  if (!isNumber) return logLossOf(scores, y, model.outputs);
  return scores.reduce((sum, score, row) => sum + (score - (y[row] as number)) ** 2, 0) / y.length;
}
