import '@tensorflow/tfjs-backend-cpu';
import {
  enableProdMode,
  getBackend,
  ones,
  scalar,
  tensor,
  tensor2d,
  tensor3d,
  tidy,
  type Tensor,
} from '@tensorflow/tfjs-core';
import { parametersOf } from '../../contract/arm.ts';
import { AppError } from '../../contract/error.ts';
import type { BalanceResult } from '../../contract/method.ts';
import type { Parameters } from '../../contract/study.ts';
import { deriveSeed, fillUniform } from '../util/hash.ts';
import { parseJacobianInput, parseLosses } from './jacobian-input.ts';
import type { BalancingInput, BalancingMethod, BalancingOutput } from './method.ts';
import { parametersFor, stackParameters } from './parameters.ts';
import { findMethod } from './registry.ts';
import { repeat } from './repeat.ts';
import { arrange, stagesOf } from './stage/registry.ts';

export interface BalanceOptions {
  /** T task losses; methods that learn from losses cannot do without. Override those of the file. */
  readonly losses?: readonly number[];
  /** T losses of the first epoch; `losses` when not given: all tasks then count as equally fast. */
  readonly initialLosses?: readonly number[];
  /** T validation losses of single-task twins, for stage.loss=twin. */
  readonly twinLosses?: readonly number[];
  /** Of the random numbers that a method may draw. Default 0. */
  readonly seed?: number;
  readonly parameters?: Parameters;
  /** Updates of a method with a state before its weights are read. Default 1. */
  readonly updates?: number;
}

/**
 * What one method makes of given task gradients: Gramian, cosines, weights, and the combined gradient; weights and direction as
 * its paper defines them, and scaled as a training applies them.
 *
 * @param input a matrix [T][P], one row of shared gradients for each task, or what `parseJacobianInput` reads
 * @throws AppError `bad-option` for an unknown method or parameter, `bad-data` for a bad matrix, `wrong-use` where
 *   losses are missing
 */
export function balanceJacobian(methodId: string, input: unknown, options: BalanceOptions = {}): BalanceResult {
  const given = options.parameters ?? {};
  const own = findMethod(methodId);
  const stages = stagesOf(own, given);
  const method = arrange(own, stages.choice);
  const { jacobian, ...fromFile } = parseJacobianInput(input);
  const tasks = jacobian.length;
  const losses = parseLosses('losses', options.losses, tasks) ?? fromFile.losses;
  const initialLosses = parseLosses('initialLosses', options.initialLosses, tasks) ?? fromFile.initialLosses;
  const twinLosses = parseLosses('twinLosses', options.twinLosses, tasks) ?? fromFile.twinLosses;
  const parameters = parametersFor(method, { ...parametersOf(given, 'method'), ...stages.parameters }, tasks);
  const updates = options.updates ?? 1;
  if (!Number.isInteger(updates) || updates < 0 || updates > 100_000) {
    throw new AppError('bad-option', `invalid updates; must be a whole number from 0 to 100000: ${updates}`);
  }

  const gramian = jacobian.map((row) => jacobian.map((other) => innerProduct(row, other)));
  const known = { jacobian, gramian, losses, initialLosses, twinLosses };
  const balanced = runMethod(method, known, parameters, options.seed ?? 0, updates);
  return {
    method: methodId,
    gramian,
    cosines: gramian.map((row, one) => row.map((_, other) => cosine(gramian, one, other))),
    ...balanced,
  };
}

type Balanced = Pick<BalanceResult, 'weights' | 'scaledWeights' | 'direction' | 'scaledDirection' | 'step'>;

interface Known {
  readonly jacobian: readonly (readonly number[])[];
  readonly gramian: readonly (readonly number[])[];
  readonly losses: readonly number[] | null;
  readonly initialLosses: readonly number[] | null;
  readonly twinLosses: readonly number[] | null;
}

/** The losses as a method reads them; ones where none are known, the gradients tell it something too and losses may be equal. */
function lossesFor(method: BalancingMethod, { losses, gramian }: Known, parameters: Parameters): readonly number[] {
  if (losses !== null) return losses;
  const isNeeded = method.needsLosses?.(parameters) === true;
  if (method.gramian !== 'none' && !isNeeded) return gramian.map(() => 1);
  const reason = isNeeded
    ? 'divides gradients by losses with these settings'
    : 'weighs tasks by their losses, not by their gradients';
  const message = `missing losses; ${method.description.id} ${reason}: give the file the form {"jacobian": [...], "losses": [...]} with ${gramian.length} losses`;
  throw new AppError('wrong-use', message);
}

function hasState(method: BalancingMethod): boolean {
  return tidy(() => Object.keys(method.createState(1, 1, 1)).length > 0);
}

function runMethod(
  method: BalancingMethod,
  known: Known,
  parameters: Parameters,
  seed: number,
  updates: number,
): Balanced {
  // in a process that only balances, the plain backend runs, without its advice to install a faster one
  if ((getBackend() as string | undefined) === undefined) enableProdMode();
  const { jacobian } = known;
  const rounds = hasState(method) ? updates + 1 : 1;
  const values = stackParameters(method, [parameters]);
  let state = method.createState(1, jacobian.length, jacobian[0]?.length ?? 0);
  let balanced: Balanced | null = null;
  try {
    for (let round = 0; round < rounds; round += 1) {
      const output = tidy(() => {
        const { state: next, ...rest } = method.balance(inputOf(method, known, parameters, seed, round), state, values);
        balanced = { ...readOutput(method, rest, jacobian), step: round + 1 };
        return { ...next };
      });
      const carried = new Set(Object.values(output));
      for (const one of Object.values(state)) if (!carried.has(one)) one.dispose();
      state = output;
    }
  } finally {
    disposeAll(state);
    disposeAll(values);
  }
  return balanced as unknown as Balanced;
}

function readOutput(
  method: BalancingMethod,
  output: Omit<BalancingOutput, 'state'>,
  jacobian: readonly (readonly number[])[],
): Omit<Balanced, 'step'> {
  const read = (row: Tensor): number[] => (row.arraySync() as number[][])[0] as number[];
  const scaledWeights = read(output.taskWeights);
  const weights = output.nativeWeights === undefined ? scaledWeights : read(output.nativeWeights);
  const scaledDirection = output.direction === undefined ? combine(jacobian, scaledWeights) : read(output.direction);
  const direction =
    output.nativeDirection !== undefined
      ? read(output.nativeDirection)
      : output.direction === undefined
        ? combine(jacobian, weights)
        : scaledDirection;
  return method.coordinateWise === true
    ? { weights: null, scaledWeights: null, direction, scaledDirection }
    : { weights, scaledWeights, direction, scaledDirection };
}

/** Losses are made when they are read, so that only a method that looks at them asks for them. */
function inputOf(
  method: BalancingMethod,
  known: Known,
  parameters: Parameters,
  seed: number,
  round: number,
): BalancingInput {
  const { jacobian, gramian, initialLosses, twinLosses } = known;
  const inner = (): Tensor => tensor3d([gramian.map((row) => [...row])]);
  let draws = 0;
  return {
    get losses() {
      return tensor2d([[...lossesFor(method, known, parameters)]]);
    },
    get initialLosses() {
      return tensor2d([[...(initialLosses ?? lossesFor(method, known, parameters))]]);
    },
    ...(twinLosses === null ? {} : { twinLosses: tensor2d([[...twinLosses]]) }),
    active: ones([1, gramian.length]),
    gramian: method.gramian === 'none' ? null : inner(),
    jacobian: method.jacobian === true ? tensor3d([jacobian.map((row) => [...row])]) : null,
    // one matrix is all there is: it stands for both halves of a batch
    crossGramian: method.halves === true ? inner() : null,
    epoch: scalar(1, 'int32'),
    step: scalar(round, 'int32'),
    uniform: (shape) => {
      const size = shape.reduce((product, length) => product * length, 1);
      const numbers = fillUniform(new Float32Array(size), deriveSeed(seed, 'balance', draws), round);
      draws += 1;
      return tensor(numbers, [1, ...shape]);
    },
    loop: repeat,
  };
}

function disposeAll(tensors: Readonly<Record<string, Tensor>>): void {
  for (const one of Object.values(tensors)) one.dispose();
}

function innerProduct(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, index) => sum + value * (b[index] as number), 0);
}

function cosine(gramian: readonly (readonly number[])[], one: number, other: number): number | null {
  const entry = (row: number, column: number): number => gramian[row]?.[column] ?? 0;
  const norms = Math.sqrt(entry(one, one)) * Math.sqrt(entry(other, other));
  return norms > 0 ? Math.max(-1, Math.min(1, entry(one, other) / norms)) : null;
}

function combine(jacobian: readonly (readonly number[])[], weights: readonly number[]): number[] {
  const first = jacobian[0] ?? [];
  return first.map((_, column) =>
    jacobian.reduce((sum, row, task) => sum + (weights[task] ?? 0) * (row[column] ?? 0), 0),
  );
}
