import { dispose } from '@tensorflow/tfjs-core';
import type { TrainedLinear, TrainedModel, TrainedNetwork } from '../../contract/trained-model.ts';
import { designMatrix } from '../alternative/design-matrix.ts';
import { applyLinear, restoreLinear } from '../alternative/linear/linear-model.ts';
import type { TensorMap } from '../engine/engine.ts';
import type { Preparation, Target } from '../prepare/prepared.ts';
import { predictTask } from '../train/evaluate.ts';
import type { TrainingMaterial } from '../train/material.ts';
import { taskPredictions } from '../train/predict.ts';
import { createRowInputs } from '../train/row-inputs.ts';
import { NetworkStack, type StackedNetwork } from './network-stack.ts';
import { swapRows, type SwappedRows } from './swap.ts';

/** A run with what predicts its tasks. */
export interface TrainedRun {
  readonly split: number;
  readonly seed: number;
  readonly models: readonly TrainedModel[];
}

/** What the models of a study were trained with. */
export type TrainedMaterial = Omit<TrainingMaterial, 'splits'>;

/** Networks that are stacked at most. */
const mostStacked = 32;

interface Member {
  readonly run: number;
  readonly split: number;
}
type NetworkMember = Member & { readonly network: TrainedNetwork };
type LinearMember = Member & { readonly linear: TrainedLinear };

/** The models of several runs of an arm that predict one task, ready on the engine. Freed by `dispose`. */
export class TrainedRuns {
  readonly #material: TrainedMaterial;
  readonly #task: number;
  readonly #runs: readonly TrainedRun[];
  readonly #rowInputs: TensorMap;
  readonly #stacks: readonly { readonly stack: NetworkStack; readonly members: readonly NetworkMember[] }[];
  readonly #linear: readonly LinearMember[];

  constructor(runs: readonly TrainedRun[], task: number, material: TrainedMaterial) {
    this.#material = material;
    this.#task = task;
    this.#runs = runs;
    const networks: NetworkMember[] = [];
    const linear: LinearMember[] = [];
    runs.forEach(({ split, models }, run) => {
      for (const model of models) {
        if (!model.tasks.includes(task)) continue;
        if (model.kind === 'network') networks.push({ run, split, network: model });
        else linear.push({ run, split, linear: model });
      }
    });
    this.#linear = linear;
    this.#rowInputs = networks.length === 0 ? {} : createRowInputs(material.encoding);
    const forms = Map.groupBy(networks, ({ network: { sharing, widths, heads } }) =>
      JSON.stringify([sharing, widths, heads]),
    );
    this.#stacks = [...forms.values()].flatMap((same) =>
      Array.from({ length: Math.ceil(same.length / mostStacked) }, (_, part) => {
        const members = same.slice(part * mostStacked, (part + 1) * mostStacked);
        const stacked = members.map(({ network, split }): StackedNetwork => ({ network, split }));
        return { members, stack: new NetworkStack(stacked, this.#rowInputs, material) };
      }),
    );
  }

  /**
   * Predictions of the task by each run, the mean over its models: numbers in original units, probabilities of the positive
   * class [n], or class probabilities [n, K].
   *
   * @param rowsOf the rows of each split
   * @param swapped [D] which features come from the donors; null: none
   */
  predict(rowsOf: (split: number) => SwappedRows, swapped: readonly boolean[] | null): Float32Array[] {
    const parts: Float32Array[][] = this.#runs.map(() => []);
    for (const { stack, members } of this.#stacks) {
      const outputs = stack.outputs(rowsOf, swapped);
      members.forEach(({ run, split }, position) => {
        const own = outputs[position] as Float32Array;
        parts[run]?.push(predictTask(this.#target, this.#task, stack.network.layout, own, this.#preparation(split)));
      });
    }
    for (const { run, split, linear } of this.#linear) {
      parts[run]?.push(this.#predictLinear(linear, rowsOf(split), swapped, this.#preparation(split)));
    }
    return parts.map(meanOf);
  }

  dispose(): void {
    for (const { stack } of this.#stacks) stack.dispose();
    dispose(this.#rowInputs);
  }

  get #target(): Target {
    return this.#material.encoding.targets[this.#task] as Target;
  }

  #preparation(split: number): Preparation {
    return this.#material.preparations[split] as Preparation;
  }

  #predictLinear(
    linear: TrainedLinear,
    rows: SwappedRows,
    swapped: readonly boolean[] | null,
    preparation: Preparation,
  ): Float32Array {
    const { encoding } = this.#material;
    const all = Int32Array.from(rows.rows, (_, place) => place);
    const x =
      swapped === null
        ? designMatrix(encoding, preparation, rows.rows)
        : designMatrix(swapRows(encoding, rows, swapped), preparation, all);
    const scores = Float32Array.from(applyLinear(restoreLinear(linear), x));
    // a linear model gives numbers in original units, and classes as scores
    const { type } = this.#target;
    return type === 'regression' ? scores : taskPredictions(type, scores, linear.outputs, preparation, this.#task);
  }
}

function meanOf(predictions: readonly Float32Array[]): Float32Array {
  const [first = new Float32Array(), ...rest] = predictions;
  if (rest.length === 0) return first;
  return first.map(
    (value, cell) => rest.reduce((sum, other) => sum + (other[cell] as number), value) / predictions.length,
  );
}
