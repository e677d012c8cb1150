import { AppError } from '../../contract/error.ts';
import type { ArmSpec } from '../../contract/study.ts';

/** An arm as its id is written: `METHOD`, then `@SHARING`, then `;parameter=value` or `;parameter=1,2,3`. */
export function parseArm(text: string, sharing: string): ArmSpec {
  const [head = '', ...settings] = text.split(';');
  const [method = '', given, ...rest] = head.split('@');
  if (method === '' || given === '' || rest.length > 0)
    throw invalidArm(text, 'write METHOD[@SHARING][;NAME=VALUE]...');
  const parameters = Object.fromEntries(
    settings.map((setting) => {
      const [name = '', value = ''] = setting.split('=');
      const numbers = value.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
      if (name === '' || numbers.some((number) => !Number.isFinite(number))) {
        throw invalidArm(text, `the value of ${name || 'a parameter'} must be a number, or numbers with commas`);
      }
      return [name, numbers.length === 1 ? (numbers[0] as number) : numbers];
    }),
  );
  return { method, sharing: given ?? sharing, parameters };
}

function invalidArm(text: string, rule: string): AppError {
  return new AppError('wrong-use', `invalid arm: ${text}; ${rule}`);
}
