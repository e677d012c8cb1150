import { AppError } from '../../contract/error.ts';
import { alignedMtl } from './aligned-mtl.ts';
import { cagrad } from './cagrad.ts';
import { dualproj } from './dualproj.ts';
import { dynamicWeightAverage } from './dynamic-weight-average.ts';
import { equal } from './equal.ts';
import { fairgrad } from './fairgrad.ts';
import { famo } from './famo.ts';
import { geometricLoss } from './geometric-loss.ts';
import { gradnorm } from './gradnorm.ts';
import { gradvac } from './gradvac.ts';
import { impartialLoss } from './impartial-loss.ts';
import { imtlG } from './imtl-g.ts';
import type { BalancingMethod } from './method.ts';
import { mgda } from './mgda.ts';
import { nashMtl } from './nash-mtl.ts';
import { pcgrad } from './pcgrad.ts';
import { randomWeighting } from './random-weighting.ts';
import { scaleInvariant } from './scale-invariant.ts';
import { smoothTchebycheff } from './smooth-tchebycheff.ts';
import { softOptimalUncertainty } from './soft-optimal-uncertainty.ts';
import { staticWeights } from './static.ts';
import { uncertainty } from './uncertainty.ts';
import { upgrad } from './upgrad.ts';

/** Every balancing method, in the order in which people meet them. */
export const balancingMethods: readonly BalancingMethod[] = [
  equal,
  staticWeights,
  randomWeighting,
  dynamicWeightAverage,
  uncertainty,
  impartialLoss,
  scaleInvariant,
  softOptimalUncertainty,
  geometricLoss,
  smoothTchebycheff,
  famo,
  gradnorm,
  pcgrad,
  gradvac,
  mgda,
  cagrad,
  imtlG,
  nashMtl,
  fairgrad,
  alignedMtl,
  upgrad,
  dualproj,
];

/** The method of that id. Throws AppError `bad-option` when there is none. */
export function findMethod(id: string): BalancingMethod {
  const method = balancingMethods.find((candidate) => candidate.description.id === id);
  if (method === undefined) {
    const known = balancingMethods.map((candidate) => candidate.description.id).join(', ');
    throw new AppError('bad-option', `unknown balancing method; choose one of ${known}: ${id}`);
  }
  return method;
}
