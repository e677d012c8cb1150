import { armId, isAlternative, parametersOf } from '../../contract/arm.ts';
import { sayParameter } from '../../contract/arm-name.ts';
import type { NetworkDrawing } from '../../contract/method.ts';
import type { ArmSpec, StudySpec } from '../../contract/study.ts';
import { hardSharing, type SharingChoice } from '../model/create-network.ts';
import { preparedWidth } from '../model/encoder/input-shape.ts';
import { headOutputs } from '../model/layout.ts';
import type { Network } from '../model/network.ts';
import type { Part } from '../model/part.ts';
import { findSharingForm } from '../model/sharing/registry.ts';
import type { Encoding } from '../prepare/prepared.ts';
import { inputShapeOf } from './input-shape.ts';
import { networkOf } from './network-of.ts';
import { findSharingFailure } from './sharing-failure.ts';
import { sharingOf } from './sharing-choice.ts';

type Block = NetworkDrawing['blocks'][number];
type Inputs = Pick<Encoding, 'features' | 'groups'>;

interface Shared {
  readonly choice: SharingChoice;
  readonly name: string;
  readonly arms: string[];
}

/**
 * The networks of a study's multi-task arms, one for each way in which they share, block by block, with parameter counts and
 * those of all twins together. Arms that cannot share as they say are left out.
 */
export function describeNetworks(spec: StudySpec, inputs: Inputs): NetworkDrawing[] {
  const found = new Map<string, Shared>();
  for (const arm of spec.arms) {
    if (isAlternative(arm.method) || findsNoNetwork(arm, spec)) continue;
    const { choice } = sharingOf(arm, spec.tasks.length);
    const key = JSON.stringify(choice);
    const shared = found.get(key) ?? { choice, name: nameSharing(arm), arms: [] };
    shared.arms.push(armId(arm));
    found.set(key, shared);
  }
  if (found.size === 0) {
    found.set('', { choice: hardSharing, name: findSharingForm(hardSharing.form).description.name, arms: [] });
  }
  return [...found.values()].map((shared) => describe(spec, inputs, shared));
}

function findsNoNetwork(arm: ArmSpec, spec: StudySpec): boolean {
  return findSharingFailure({ ...arm, method: 'equal' }, spec) !== null;
}

function nameSharing(arm: ArmSpec): string {
  const form = findSharingForm(arm.sharing);
  const details = Object.entries(parametersOf(arm.parameters, 'sharing')).flatMap(([name, value]) => {
    if (form.settings?.includes(name) === true) return [];
    const described = form.description.parameters.find((parameter) => parameter.name === name);
    return [sayParameter(described, name, value)];
  });
  return [form.description.name, ...details].join(', ');
}

function describe(spec: StudySpec, inputs: Inputs, { choice, name, arms }: Shared): NetworkDrawing {
  const network = build(spec, inputs, choice);
  const twins = build(spec, inputs, hardSharing);
  const { sharedSize, size, pieces } = network.layout;
  return {
    form: choice.form,
    name,
    arms,
    inputFeatures: preparedInputs(inputs),
    blocks: network.parts.map((part) => describePart(part, spec)),
    sharedParameters: sharedSize,
    ownParameters: size - sharedSize,
    totalParameters: size,
    frozenParameters: pieces.reduce((sum, piece) => sum + (piece.isFrozen ? piece.rows * piece.columns : 0), 0),
    multiplyAdds: sumOf(network, (part) => part.multiplyAdds),
    twinParameters: ofAllTwins(twins, spec, (part) => part.parameters),
    twinMultiplyAdds: ofAllTwins(twins, spec, (part) => part.multiplyAdds),
  };
}

/** Numbers of a row once it is prepared, before anything learned. */
function preparedInputs(inputs: Inputs): number {
  const shape = inputShapeOf(inputs);
  return shape === null ? inputs.features.length : preparedWidth(shape);
}

function build(spec: StudySpec, inputs: Inputs, sharing: SharingChoice): Network {
  return networkOf({
    sharing,
    features: inputs.features.length,
    input: inputShapeOf(inputs),
    widths: spec.network.widths,
    layerNorm: spec.network.layerNorm,
    tasks: spec.tasks.map(({ loss, type, classes }) => ({
      loss,
      outputs: headOutputs({ type, classCount: classes.length }),
    })),
  });
}

function describePart(part: Part, spec: StudySpec): Block {
  const { id, stage, inputs, outputs, parameters, multiplyAdds, from } = part;
  const isFrozen = part.isFrozen === true;
  const own = part.owner === 'shared' ? [] : part.owner.map((task) => spec.tasks[task]?.column ?? '');
  const sizes = { id, stage, inputs, outputs, parameters, multiplyAdds, isFrozen, from: [...from] };
  const head = id.startsWith('head/') ? spec.tasks[Number(id.slice('head/'.length))] : undefined;
  if (head !== undefined) {
    const meaning = { regression: 'linear', binary: 'logit', multiclass: 'one logit a class' }[head.type];
    return {
      ...sizes,
      label: head.column,
      owner: { tasks: [head.column] },
      details: `${head.type} head, ${meaning}`,
    };
  }
  return {
    ...sizes,
    label: part.label,
    owner: part.owner === 'shared' ? 'shared' : { tasks: own },
    details: part.details === '' ? layerDetails(spec) : part.details,
  };
}

function layerDetails({ network }: StudySpec): string {
  const { activation, dropout, layerNorm } = network;
  return [...(layerNorm ? ['layer norm'] : []), activation, ...(dropout > 0 ? [`dropout ${dropout}`] : [])].join(', ');
}

function sumOf(network: Network, count: (part: Part) => number): number {
  return network.parts.reduce((sum, part) => sum + count(part), 0);
}

/** A twin has the whole trunk and one head. */
function ofAllTwins(network: Network, spec: StudySpec, count: (part: Part) => number): number {
  const once = sumOf(network, (part) => (part.owner === 'shared' ? count(part) : 0));
  return spec.tasks.length * once + sumOf(network, count) - once;
}
