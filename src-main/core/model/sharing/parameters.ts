import { AppError } from '../../../contract/error.ts';
import type { ParameterDescription } from '../../../contract/method.ts';
import type { Parameters } from '../../../contract/study.ts';
import type { SharingForm } from './form.ts';

/**
 * Every parameter of a form that is given or has a default; where there is neither, the form decides by the network's shape.
 * Throws AppError `bad-option` for an unknown name, a value out of range, and a list of another length than the tasks'.
 */
export function sharingParameters(form: SharingForm, given: Parameters, taskCount: number): Parameters {
  const { id, parameters } = form.description;
  for (const name of Object.keys(given)) {
    if (parameters.some((parameter) => parameter.name === name)) continue;
    const known = parameters.map((parameter) => `sharing.${parameter.name}`).join(', ');
    const repair = known === '' ? `${id} has none` : `${id} has ${known}`;
    throw new AppError('bad-option', `unknown parameter of the sharing form ${id}; ${repair}: sharing.${name}`);
  }
  return Object.fromEntries(
    parameters.flatMap((parameter) => {
      const value = given[parameter.name] ?? parameter.default;
      if (value === null) return [];
      if (typeof value === 'string') {
        throw new AppError('bad-option', `invalid sharing.${parameter.name} of ${id}; must be a number: ${value}`);
      }
      check(id, parameter, value, taskCount);
      return [[parameter.name, value]];
    }),
  );
}

function check(form: string, parameter: ParameterDescription, value: number | number[], taskCount: number): void {
  const name = `sharing.${parameter.name} of ${form}`;
  const values = [value].flat();
  if (Array.isArray(value) !== parameter.perTask || (parameter.perTask && values.length !== taskCount)) {
    const rule = parameter.perTask ? `must have one number for each of the ${taskCount} tasks` : 'must be one number';
    throw new AppError('bad-option', `invalid ${name}; ${rule}: ${values.join(',')}`);
  }
  const minimum = parameter.minimum ?? -Infinity;
  const maximum = parameter.maximum ?? Infinity;
  const fits = (one: number): boolean =>
    Number.isFinite(one) && one >= minimum && one <= maximum && (parameter.integer !== true || Number.isInteger(one));
  const wrong = values.find((one) => !fits(one));
  if (wrong === undefined) return;
  const kind = parameter.integer === true ? 'a whole number ' : '';
  const range = parameter.maximum === null ? `of at least ${minimum}` : `from ${minimum} to ${maximum}`;
  throw new AppError('bad-option', `invalid ${name}; must be ${kind}${range}: ${wrong}`);
}
