import { auditCheckIds, type AuditSetting } from '../../contract/audit-setting.ts';
import { AppError } from '../../contract/error.ts';
import type { StudySpec } from '../../contract/study.ts';
import { nearest } from '../../service/nearest.ts';
import type { Arguments, OptionDescription } from './arguments.ts';

export const toleranceOptions: readonly OptionDescription[] = [
  {
    name: 'tolerance',
    value: 'CHECK=X',
    meaning: 'tolerance of a check of the data audit, or CHECK=off to leave it out',
    many: true,
  },
];

/** What the options say of the audit's tolerances, applied to a study's settings. */
export function readTolerances(args: Arguments): (spec: StudySpec) => Pick<StudySpec, 'audit'> {
  const tolerances = Object.fromEntries(args.all('tolerance').map(parseTolerance));
  if (!args.has('tolerance')) return () => ({});
  return ({ audit }) => ({ audit: { tolerances: { ...audit?.tolerances, ...tolerances } } });
}

function parseTolerance(text: string): [keyof AuditSetting['tolerances'], number | null] {
  const at = text.lastIndexOf('=');
  const name = text.slice(0, Math.max(0, at));
  const value = text.slice(at + 1).trim();
  const check = auditCheckIds.find((id) => id === name);
  if (check === undefined) {
    const near = nearest(name === '' ? text : name, auditCheckIds);
    const repair = near === null ? `checks are ${auditCheckIds.join(', ')}` : `did you mean ${near}?`;
    throw new AppError('wrong-use', `invalid --tolerance; must be CHECK=X: ${text}; ${repair}`);
  }
  if (value === 'off') return [check, null];
  const number = value === '' ? Number.NaN : Number(value);
  if (!Number.isFinite(number) || number < 0) {
    throw new AppError('wrong-use', `invalid --tolerance ${check}; must be a number from 0, or off: ${value}`);
  }
  return [check, number];
}
