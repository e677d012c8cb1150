import type { ParameterDescription } from './method.ts';

/** `from 0 to 0.999`, `a whole number of at least 1`, `one of min, median, rmse`: what a parameter may be; empty for any number. */
export function sayRange({ minimum, maximum, integer = false, choices }: ParameterDescription): string {
  if (choices !== undefined) return `one of ${choices.map(({ label }) => label).join(', ')}`;
  const kind = integer ? 'a whole number ' : '';
  if (minimum !== null && maximum !== null) return `${kind}from ${minimum} to ${maximum}`;
  if (minimum !== null) return integer ? `a whole number of at least ${minimum}` : `at least ${minimum}`;
  if (maximum !== null) return integer ? `a whole number of at most ${maximum}` : `at most ${maximum}`;
  return kind.trim();
}

/** What a parameter means and may be, as the help of its field; a list of choices shows itself. */
export function sayMeaning(parameter: ParameterDescription): string {
  const { meaning, choices } = parameter;
  const range = choices === undefined ? sayRange(parameter) : '';
  if (range === '') return meaning;
  return meaning.endsWith('.')
    ? `${meaning} ${range.charAt(0).toUpperCase()}${range.slice(1)}.`
    : `${meaning}; ${range}`;
}
