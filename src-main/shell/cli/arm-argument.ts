import { isAlternative, partOfParameter } from '../../contract/arm.ts';
import { AppError } from '../../contract/error.ts';
import type { ParameterDescription } from '../../contract/method.ts';
import type { ArmSpec } from '../../contract/study.ts';
import { listCatalogue } from '../../service/catalogue.ts';
import { nearest } from '../../service/nearest.ts';

/** An arm as its id is written: `METHOD`, then `@SHARING`, then `;parameter=value` or `;parameter=1,2,3`. */
export function parseArm(text: string, sharing: string): ArmSpec {
  const [head = '', ...settings] = text.split(';');
  const [method = '', given, ...rest] = head.split('@');
  if (method === '' || given === '' || rest.length > 0)
    throw invalidArm(text, 'write METHOD[@SHARING][;NAME=VALUE]...');
  const names = settings.map((setting) => setting.split('=')[0]);
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  if (repeated !== undefined) throw invalidArm(text, `${repeated} is given twice; give it once`);
  const parameters = Object.fromEntries(
    settings.map((setting): [string, number | number[] | string] => {
      const [name = '', value = ''] = setting.split('=');
      if (name === 'sampling.kind' && value !== '') return [name, value];
      const choice = choicesOf(method, given ?? sharing, name).find(({ label }) => label === value);
      if (choice !== undefined) return [name, choice.value];
      const numbers = value.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
      if (name === '' || numbers.some((number) => !Number.isFinite(number))) {
        const labels = choicesOf(method, given ?? sharing, name).map(({ label }) => label);
        const rule = labels.length > 0 ? `one of ${labels.join(', ')}` : 'a number, or numbers with commas';
        throw invalidArm(text, `the value of ${name || 'a parameter'} must be ${rule}`);
      }
      return [name, numbers.length === 1 ? (numbers[0] as number) : numbers];
    }),
  );
  const { methods, alternatives } = listCatalogue();
  checkKnown('method', method, [...methods, ...alternatives]);
  const own = isAlternative(method) ? (given ?? 'hard') : (given ?? sharing);
  checkSharing(own);
  return { method, sharing: own, parameters };
}

/** The numbers that a parameter of the method, of its sharing form or of a stage may be, and their labels; none where it may be any. */
function choicesOf(method: string, sharing: string, name: string): NonNullable<ParameterDescription['choices']> {
  const { methods, sharingForms, stages } = listCatalogue();
  const described: Readonly<Record<string, readonly ParameterDescription[] | undefined>> = {
    method: methods.find(({ id }) => id === method)?.parameters,
    sharing: sharingForms.find(({ id }) => id === sharing)?.parameters,
    stage: stages.map(({ id, parameter }) => ({ ...parameter, name: id })),
  };
  const part = partOfParameter(name);
  const own = part === 'method' ? name : name.slice(part.length + 1);
  return described[part]?.find((parameter) => parameter.name === own)?.choices ?? [];
}

/** Throws AppError `bad-option` where there is no such sharing form. */
export function checkSharing(sharing: string): void {
  checkKnown('sharing form', sharing, listCatalogue().sharingForms);
}

function checkKnown(what: string, id: string, known: readonly { readonly id: string }[]): void {
  const ids = known.map((each) => each.id);
  if (ids.includes(id)) return;
  const near = nearest(id, ids);
  const repair = near === null ? `choose one of ${ids.join(', ')}` : `did you mean ${near}?`;
  throw new AppError('bad-option', `unknown ${what}: ${id}; ${repair}`);
}

function invalidArm(text: string, rule: string): AppError {
  return new AppError('wrong-use', `invalid arm: ${text}; ${rule}`);
}
