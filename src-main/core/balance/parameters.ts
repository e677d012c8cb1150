import { tensor1d, tensor2d, type Tensor } from '@tensorflow/tfjs-core';
import { AppError } from '../../contract/error.ts';
import type { ParameterDescription } from '../../contract/method.ts';
import type { Parameters } from '../../contract/study.ts';
import type { BalancingMethod } from './method.ts';

type TensorMap = Readonly<Record<string, Tensor>>;

/**
 * Every parameter of a method: what was given, else its default; one number, or one per task.
 * A single number given for a per-task parameter counts for all tasks.
 * Throws AppError `bad-option` for an unknown name, a value out of range, and a list of another length.
 */
export function parametersFor(
  method: { readonly description: { readonly id: string; readonly parameters: readonly ParameterDescription[] } },
  given: Parameters,
  taskCount: number,
): Parameters {
  const { id, parameters } = method.description;
  for (const name of Object.keys(given)) {
    if (!parameters.some((parameter) => parameter.name === name)) {
      const known = parameters.map((parameter) => parameter.name).join(', ');
      const repair = known === '' ? `${id} has none` : `${id} has ${known}`;
      throw new AppError('bad-option', `unknown parameter of ${id}; ${repair}: ${name}`);
    }
  }
  return Object.fromEntries(
    parameters.map((parameter) => [parameter.name, valueFor(id, parameter, given[parameter.name], taskCount)]),
  );
}

function valueFor(
  method: string,
  parameter: ParameterDescription,
  given: number | number[] | string | undefined,
  taskCount: number,
): number | number[] {
  const value = given ?? parameter.default;
  const name = `${parameter.name} of ${method}`;
  if (typeof value === 'string') throw new AppError('bad-option', `invalid ${name}; must be a number: ${value}`);
  if (value === null) throw new AppError('bad-option', `missing ${name}; it has no default`);
  if (!parameter.perTask) {
    if (Array.isArray(value))
      throw new AppError('bad-option', `invalid ${name}; must be one number: [${value.join(', ')}]`);
    checkRange(name, parameter, value);
    return value;
  }
  const values = Array.isArray(value) ? value : Array.from({ length: taskCount }, () => value);
  if (values.length !== taskCount) {
    const message = `invalid ${name}; must have one number for each of the ${taskCount} tasks: [${values.join(', ')}]`;
    throw new AppError('bad-option', message);
  }
  for (const one of values) checkRange(name, parameter, one);
  return [...values];
}

function checkRange(name: string, parameter: ParameterDescription, value: number): void {
  if (parameter.choices !== undefined) {
    if (parameter.choices.some((choice) => choice.value === value)) return;
    const known = parameter.choices.map((choice) => `${choice.value} (${choice.label})`).join(', ');
    throw new AppError('bad-option', `invalid ${name}; must be one of ${known}: ${value}`);
  }
  const minimum = parameter.minimum ?? -Infinity;
  const maximum = parameter.maximum ?? Infinity;
  if (Number.isFinite(value) && value >= minimum && value <= maximum) return;
  throw new AppError('bad-option', `invalid ${name}; must be from ${minimum} to ${maximum}: ${value}`);
}

/** The parameters of R replicas of one method as tensors, [R] each or [R, T] where per task. Rows come from `parametersFor`. */
export function stackParameters(method: BalancingMethod, rows: readonly Parameters[]): TensorMap {
  return Object.fromEntries(
    method.description.parameters.map(({ name, perTask }) => {
      const values = rows.map((row) => row[name]);
      return [name, perTask ? tensor2d(values as number[][]) : tensor1d(values as number[])];
    }),
  );
}
