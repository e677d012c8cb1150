import { AppError } from '../../contract/error.ts';
import { alignedMtl } from './aligned-mtl.ts';
import { cagrad } from './cagrad.ts';
import { config } from './config.ts';
import { dbMtl } from './db-mtl.ts';
import { dualproj } from './dualproj.ts';
import { dynamicWeightAverage } from './dynamic-weight-average.ts';
import { equal } from './equal.ts';
import { excessMtl } from './excess-mtl.ts';
import { fairgrad } from './fairgrad.ts';
import { famo } from './famo.ts';
import { geometricLoss } from './geometric-loss.ts';
import { graddrop } from './graddrop.ts';
import { gradnorm } from './gradnorm.ts';
import { gradvac } from './gradvac.ts';
import { impartialLoss } from './impartial-loss.ts';
import { imtlG } from './imtl-g.ts';
import { krum } from './krum.ts';
import type { BalancingMethod } from './method.ts';
import { mgda } from './mgda.ts';
import { moco } from './moco.ts';
import { modo } from './modo.ts';
import { nashMtl } from './nash-mtl.ts';
import { optimalUncertainty } from './optimal-uncertainty.ts';
import { pcgrad } from './pcgrad.ts';
import { randomWeighting } from './random-weighting.ts';
import { scaleInvariant } from './scale-invariant.ts';
import { sdmgrad } from './sdmgrad.ts';
import { smoothTchebycheff } from './smooth-tchebycheff.ts';
import { softOptimalUncertainty } from './soft-optimal-uncertainty.ts';
import { staticWeights } from './static.ts';
import { trimmedMean } from './trimmed-mean.ts';
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
  optimalUncertainty,
  softOptimalUncertainty,
  geometricLoss,
  smoothTchebycheff,
  famo,
  gradnorm,
  excessMtl,
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
  sdmgrad,
  modo,
  moco,
  dbMtl,
  config,
  graddrop,
  trimmedMean,
  krum,
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
