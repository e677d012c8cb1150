import { parametersOf } from '../../../contract/arm.ts';
import { AppError } from '../../../contract/error.ts';
import type { Parameters } from '../../../contract/study.ts';
import type { BalancingMethod } from '../method.ts';
import { parametersFor } from '../parameters.ts';
import { gradientAverage } from './average.ts';
import { directionClip } from './clip.ts';
import { gradientSource } from './gradients.ts';
import { headPolicy } from './heads.ts';
import { stepLength } from './length.ts';
import { lossTransform } from './loss.ts';
import { gradientNorm } from './norm.ts';
import { stageParameter, type Stage } from './stage.ts';
import { weightAverage } from './weights.ts';

/** Every stage, in the order in which a step meets them: what the method sees, then what is made of its answer. */
export const stages: readonly Stage[] = [
  gradientSource,
  lossTransform,
  gradientAverage,
  gradientNorm,
  weightAverage,
  stepLength,
  directionClip,
  headPolicy,
];

/**
 * The same from the inside to the outside: the method's weights are averaged; it sees gradients of one length, averaged before, of
 * transformed losses; what it makes of them is given its length, then clipped.
 */
const insideOut: readonly Stage[] = [
  weightAverage,
  gradientNorm,
  gradientAverage,
  lossTransform,
  stepLength,
  directionClip,
  headPolicy,
  gradientSource,
];

/** The stages of an arm that decide its program, by id: the number of the stage, or 1 where any number makes the same program. */
export type StageChoice = Readonly<Record<string, number>>;

/** The stages of an arm that are on, with their numbers under the names that an arm gives them. */
export interface ArmStages {
  readonly choice: StageChoice;
  readonly parameters: Readonly<Record<string, number>>;
}

/**
 * The stages that an arm's parameters ask for. Throws AppError `bad-option` for an unknown stage, a number out of range and a stage
 * that cannot go with the method.
 */
export function stagesOf(method: BalancingMethod, parameters: Parameters): ArmStages {
  const described = { id: 'an arm', parameters: stages.map(({ description }) => description.parameter) };
  const values = parametersFor({ description: described }, parametersOf(parameters, 'stage'), 1);
  const on = insideOut.flatMap((stage) => {
    const value = values[stage.description.id];
    return typeof value === 'number' && value !== stage.description.parameter.default ? [{ stage, value }] : [];
  });
  let arranged = method;
  for (const { stage, value } of on) {
    const reason = stage.refuse(arranged, value);
    if (reason !== null) {
      const setting = `${stageParameter(stage.description.id)}=${labelOf(stage, value)}`;
      throw new AppError('bad-option', `${setting} cannot go with ${method.description.id}: ${reason}`);
    }
    arranged = stage.wrap(arranged, value);
  }
  return {
    choice: Object.fromEntries(
      on.map(({ stage, value }) => [stage.description.id, stage.decidesProgram?.(value) === true ? value : 1]),
    ),
    parameters: Object.fromEntries(on.map(({ stage, value }) => [stageParameter(stage.description.id), value])),
  };
}

/** The method inside the stages of the choice; their numbers are among its parameters. */
export function arrange(method: BalancingMethod, choice: StageChoice): BalancingMethod {
  return insideOut.reduce((inner, stage) => {
    const value = choice[stage.description.id];
    return value === undefined ? inner : stage.wrap(inner, value);
  }, method);
}

/** The choice as arms are written, for names of cohorts: empty where no stage is on. */
export function nameStages(choice: StageChoice): string {
  return Object.entries(choice)
    .map(([id, value]) => `;${stageParameter(id)}=${String(value)}`)
    .join('');
}

function labelOf({ description }: Stage, value: number): string {
  return description.parameter.choices?.find((choice) => choice.value === value)?.label ?? String(value);
}
