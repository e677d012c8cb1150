import { armId, isAlternative, partOfParameter } from '../../../src-main/contract/arm.ts';
import { nameArm, sayParameter } from '../../../src-main/contract/arm-name.ts';
import type { Catalogue } from '../../../src-main/contract/method.ts';
import type { ArmSpec, Parameters } from '../../../src-main/contract/study.ts';

/** A way in which some of a study's arms share: a form and its parameters. */
export interface Variant {
  readonly key: string;
  readonly form: string;
  /** With their prefix, as arms have them. */
  readonly parameters: Parameters;
  readonly arms: readonly ArmSpec[];
}

/** The ways in which the multi-task arms share, in the order of the arms. */
export function variantsOf(arms: readonly ArmSpec[]): Variant[] {
  const found = new Map<string, Variant & { arms: ArmSpec[] }>();
  for (const arm of arms.filter(({ method }) => !isAlternative(method))) {
    const key = keyOf(arm);
    const variant = found.get(key) ?? { key, form: arm.sharing, parameters: sharingOnly(arm.parameters), arms: [] };
    variant.arms.push(arm);
    found.set(key, variant);
  }
  return [...found.values()];
}

/** The form of a variant, and its parameters where they are not the defaults. */
export function nameVariant({ form, parameters }: Variant, catalogue: Catalogue): string {
  const known = catalogue.sharingForms.find((candidate) => candidate.id === form);
  const details = Object.entries(parameters).map(([name, value]) => {
    const own = name.slice('sharing.'.length);
    return sayParameter(
      known?.parameters.find((parameter) => parameter.name === own),
      own,
      value,
    );
  });
  return [known?.name ?? form, ...details].join(', ');
}

/** The balancing of an arm in words, without its sharing. */
export function nameMethod(arm: ArmSpec, catalogue: Catalogue): string {
  return nameArm(shareAs(arm, 'hard', {}), catalogue);
}

/** Arms with other sharing in place of that of one variant; where an arm would be there twice, it is there once. */
export function changeVariant(arms: readonly ArmSpec[], key: string, form: string, parameters: Parameters): ArmSpec[] {
  return withoutCopies(arms.map((arm) => (belongsTo(arm, key) ? shareAs(arm, form, parameters) : arm)));
}

/** Arms with one more way of sharing: each of `from`, sharing by `form`. */
export function addVariant(arms: readonly ArmSpec[], from: readonly ArmSpec[], form: string): ArmSpec[] {
  return withoutCopies([...arms, ...from.map((arm) => shareAs(arm, form, {}))]);
}

export function removeVariant(arms: readonly ArmSpec[], key: string): ArmSpec[] {
  return arms.filter((arm) => !belongsTo(arm, key));
}

/** The arms as they would be with hard sharing, each once: the rows of a table of arms against variants. */
export function methodsOf(arms: readonly ArmSpec[]): ArmSpec[] {
  const multiTask = arms.filter(({ method }) => !isAlternative(method));
  return withoutCopies(multiTask.map((arm) => shareAs(arm, 'hard', {})));
}

/** Whether a variant has the method's arm, as `methodsOf` gives it. */
export function hasMethod(variant: Variant, method: ArmSpec): boolean {
  return variant.arms.some((arm) => armId(shareAs(arm, 'hard', {})) === armId(method));
}

/** Adds or takes out the method's arm in a variant. */
export function setMethod(arms: readonly ArmSpec[], variant: Variant, method: ArmSpec, isIn: boolean): ArmSpec[] {
  const own = shareAs(method, variant.form, variant.parameters);
  if (isIn) return withoutCopies([...arms, own]);
  return arms.filter((arm) => armId(arm) !== armId(own));
}

function belongsTo(arm: ArmSpec, key: string): boolean {
  return !isAlternative(arm.method) && keyOf(arm) === key;
}

function keyOf(arm: ArmSpec): string {
  return armId({ method: '', sharing: arm.sharing, parameters: sharingOnly(arm.parameters) });
}

function shareAs(arm: ArmSpec, form: string, parameters: Parameters): ArmSpec {
  const others = Object.entries(arm.parameters).filter(([name]) => partOfParameter(name) !== 'sharing');
  return { ...arm, sharing: form, parameters: { ...Object.fromEntries(others), ...parameters } };
}

/** An arm's parameters of its sharing form, with their prefix. */
export function sharingOnly(parameters: Parameters): Parameters {
  return Object.fromEntries(Object.entries(parameters).filter(([name]) => partOfParameter(name) === 'sharing'));
}

function withoutCopies(arms: readonly ArmSpec[]): ArmSpec[] {
  return [...new Map(arms.map((arm) => [armId(arm), arm])).values()];
}
