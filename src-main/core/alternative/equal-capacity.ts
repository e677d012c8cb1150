import { armId, isAlternative } from '../../contract/arm.ts';
import type { StudySpec } from '../../contract/study.ts';
import type { NetworkDrawing } from '../../contract/method.ts';
import type { Encoding } from '../prepare/prepared.ts';
import { describeNetworks } from '../train/describe-network.ts';
import type { AlternativeModel } from './alternative.ts';
import { trainTwins } from './train-twins.ts';

/** Units of a layer at most, as a study may have. */
const mostUnits = 4096;

type Inputs = Pick<Encoding, 'features' | 'groups'>;

/** Single-task networks that together have the parameters of one multi-task network. */
export const equalCapacity: AlternativeModel = {
  description: {
    id: 'equal-capacity',
    name: 'Twins of equal capacity',
    description:
      'A single-task network of each task, with layers narrowed or widened until all of them together have as many parameters as a multi-task network of the study, and no more: that of the arm with most parameters, or of one that you choose.',
    whenToUse:
      'Beside a sharing form that has fewer parameters than the twins, or more, as experts and attention may: what is left of its gain does not come from the size of the network.',
    formula:
      '\\max_{w_1, \\dots, w_L} \\textstyle\\sum_t |\\theta_t| \\quad\\text{with}\\quad \\sum_t |\\theta_t| \\le |\\theta_{1 \\dots T}|, \\qquad w_1 : \\dots : w_L \\text{ as in the study}',
    compute: 'A training of the twins with other widths: the same epochs, T networks.',
    reference:
      'Misra et al. (2016). Cross-stitch networks for multi-task learning. CVPR (baselines with as many parameters).',
    parameters: [
      {
        name: 'arm',
        label: 'Arm to match',
        meaning:
          'Number of the multi-task arm whose parameters are matched, among the multi-task arms in their order; 0 takes the one with most.',
        default: 0,
        minimum: 0,
        maximum: 200,
        perTask: false,
        integer: true,
      },
    ],
  },
  refuse(spec, { arm }) {
    const count = multiTaskArms(spec).length;
    return (arm as number) > count
      ? `invalid arm; multi-task arms in the study: ${count}; 0 matches the largest: ${String(arm)}`
      : null;
  },
  way: {
    kind: 'staged',
    width: (tasks) => tasks,
    trainings: (tasks) => tasks,
    train({ spec, encoding, runs, parameters }, stages) {
      const { widths, parameters: reached, limit } = capacityWidths(spec, encoding, parameters['arm'] as number);
      return trainTwins({ spec, runs }, stages, widths, {
        parameters: `${formatCount(reached)} in all, of ${formatCount(limit)}`,
      });
    },
  },
};

export interface CapacityWidths {
  readonly widths: readonly number[];
  /** Parameters of all twins together. */
  readonly parameters: number;
  /** Parameters of the network that is matched. */
  readonly limit: number;
}

/**
 * The widest layers, in the proportions of the study's, with which all twins together have no more parameters than the network
 * of one multi-task arm; one unit a layer where even that is too much. Without a multi-task arm hard sharing is matched.
 *
 * @param arm its number among the multi-task arms, from 1; 0 for the one with most parameters
 */
export function capacityWidths(spec: StudySpec, inputs: Inputs, arm: number): CapacityWidths {
  const limit = parametersOfArm(spec, describeNetworks(spec, inputs), arm);
  const widest = Math.max(...spec.network.widths);
  const scaled = (units: number): number[] =>
    spec.network.widths.map((width) => Math.max(1, Math.floor((width * units) / widest)));
  const count = (units: number): number => parametersOfTwins(spec, inputs, scaled(units));
  let [fits, tooWide] = [1, mostUnits + 1];
  while (tooWide - fits > 1) {
    const middle = Math.floor((fits + tooWide) / 2);
    if (count(middle) <= limit) fits = middle;
    else tooWide = middle;
  }
  return { widths: scaled(fits), parameters: count(fits), limit };
}

function multiTaskArms({ arms }: Pick<StudySpec, 'arms'>): StudySpec['arms'] {
  return arms.filter(({ method }) => !isAlternative(method));
}

function parametersOfArm(spec: StudySpec, networks: readonly NetworkDrawing[], arm: number): number {
  const chosen = multiTaskArms(spec)[arm - 1];
  const own = networks.find(({ arms }) => chosen !== undefined && arms.includes(armId(chosen)));
  return own?.totalParameters ?? Math.max(...networks.map(({ totalParameters }) => totalParameters));
}

function parametersOfTwins(spec: StudySpec, inputs: Inputs, widths: number[]): number {
  const [network] = describeNetworks({ ...spec, arms: [], network: { ...spec.network, widths } }, inputs);
  return network?.twinParameters ?? 0;
}

function formatCount(count: number): string {
  return count.toLocaleString('en-US');
}
