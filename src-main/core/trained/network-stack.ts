import { dispose, gather, relu, tensor, tensor1d, tensor2d, tidy, where, type Tensor } from '@tensorflow/tfjs-core';
import type { TrainedNetwork } from '../../contract/trained-model.ts';
import { AppError } from '../../contract/error.ts';
import type { StudySpec } from '../../contract/study.ts';
import { createNetwork } from '../model/create-network.ts';
import type { Network } from '../model/network.ts';
import type { InputShape } from '../model/encoder/input-shape.ts';
import { unpackParameters } from '../model/parameters.ts';
import type { TensorMap } from '../engine/engine.ts';
import type { Encoding, Preparation } from '../prepare/prepared.ts';
import { blockIndices } from '../train/cohort-inputs.ts';
import { inputShapeOf, networkInputs, widestRow } from '../train/input-shape.ts';
import { encodedNetwork } from '../train/network-of.ts';
import { planBlocks } from '../train/plan-size.ts';
import { scaleRows } from '../train/prepare-rows.ts';
import { plainForward } from '../train/program-context.ts';
import { createPreparedInputs } from '../train/row-inputs.ts';
import { shapeRows } from '../train/shape-rows.ts';
import type { SwappedRows } from './swap.ts';

const operations = { gather: (x: Tensor, indices: Tensor): Tensor => gather(x, indices as never), relu };

/** A network with the split whose preparation it was trained with. */
export interface StackedNetwork {
  readonly network: TrainedNetwork;
  readonly split: number;
}

/** Networks of one form that predict together, op by op. Freed by `dispose`. */
export class NetworkStack {
  readonly network: Network;
  readonly #spec: Pick<StudySpec, 'network'>;
  readonly #encoding: Encoding;
  readonly #splits: readonly number[];
  readonly #owners: readonly number[];
  readonly #input: InputShape | null;
  /** The most numbers that a row is at once. */
  readonly #width: number;
  readonly #inputs: TensorMap;
  readonly #parameters: Tensor;

  /** `rowInputs` of the encoding's table stay the caller's. */
  constructor(
    members: readonly StackedNetwork[],
    rowInputs: TensorMap,
    {
      spec,
      encoding,
      preparations,
    }: {
      readonly spec: Pick<StudySpec, 'network'>;
      readonly encoding: Encoding;
      readonly preparations: readonly Preparation[];
    },
  ) {
    const [{ network: form }] = members as readonly [StackedNetwork, ...StackedNetwork[]];
    const input = inputShapeOf(encoding);
    const features = encoding.features.length;
    this.#spec = spec;
    this.#encoding = encoding;
    this.#input = input;
    this.#width = widestRow({ features, input, widths: form.widths });
    this.network = encodedNetwork(
      input,
      createNetwork(form.sharing, {
        inputs: networkInputs({ features, input }),
        widths: form.widths,
        layerNorm: spec.network.layerNorm,
        heads: form.heads,
      }),
    );
    this.#splits = [...new Set(members.map(({ split }) => split))];
    this.#owners = members.map(({ split }) => this.#splits.indexOf(split));
    const { size } = this.network.layout;
    const stacked = new Float32Array(members.length * size);
    members.forEach(({ network: { parameters } }, position) => {
      if (parameters.length !== size) {
        throw new AppError(
          'unsupported',
          `the kept network has ${parameters.length} parameters and this Tandem makes ${size} of its form; duplicate the study and train the copy`,
        );
      }
      stacked.set(parameters, position * size);
    });
    this.#parameters = tensor2d(stacked, [members.length, size]);
    this.#inputs = {
      ...rowInputs,
      ...createPreparedInputs(
        { missing: encoding.present !== null, features, input },
        this.#splits.map((split) => preparations[split] as Preparation),
      ),
    };
  }

  /**
   * Outputs of each network, row-major [rows of its split, K of all heads].
   *
   * @param rowsOf the rows of each split
   * @param swapped [D] which features come from the donors; null: none
   */
  outputs(rowsOf: (split: number) => SwappedRows, swapped: readonly boolean[] | null): Float32Array[] {
    const rows = this.#splits.map(rowsOf);
    const { headWidth } = this.network.layout;
    const { rowCount } = this.#encoding;
    const plan = planBlocks(
      rows.map((part) => part.rows.length),
      this.#owners.length,
      this.#width,
    );
    const index = (pick: (part: SwappedRows) => Int32Array): Int32Array =>
      blockIndices(rows.map(pick), plan.validationBlocks, plan.validationRows, rowCount);
    const own = index((part) => part.rows);
    const others = swapped === null ? null : index((part) => part.donors);
    const results = this.#owners.map((owner) => new Float32Array((rows[owner] as SwappedRows).rows.length * headWidth));
    const size = rows.length * plan.validationRows;
    for (let block = 0; block < plan.validationBlocks; block += 1) {
      const part = (all: Int32Array): Int32Array => all.slice(block * size, (block + 1) * size);
      const outputs = this.#predictBlock(
        part(own),
        others === null ? null : part(others),
        swapped,
        plan.validationRows,
      );
      results.forEach((result, replica) => {
        const from = block * plan.validationRows * headWidth;
        const start = replica * plan.validationRows * headWidth;
        const count = Math.min(plan.validationRows * headWidth, result.length - from);
        if (count > 0) result.set(outputs.subarray(start, start + count), from);
      });
    }
    return results;
  }

  dispose(): void {
    this.#parameters.dispose();
    for (const [name, held] of Object.entries(this.#inputs)) {
      if (name !== 'features' && name !== 'present') dispose(held);
    }
  }

  #predictBlock(
    own: Int32Array,
    others: Int32Array | null,
    swapped: readonly boolean[] | null,
    width: number,
  ): Float32Array {
    const shape = { missing: this.#encoding.present !== null };
    const input = this.#input;
    // what a tidy returns is searched for tensors, number by number: so it gives the tensor
    const outputs = tidy(() => {
      const scaled = (indices: Int32Array): Tensor =>
        scaleRows(tensor(indices, [this.#splits.length, width], 'int32'), this.#inputs, shape, operations);
      let x = scaled(own);
      if (others !== null && swapped !== null) {
        const mask = tensor(swapped.map(Number), [1, 1, swapped.length], 'bool');
        x = where(mask, scaled(others), x);
      }
      if (input !== null) x = shapeRows(x, this.#inputs['lookup'] ?? null, input, operations);
      const spread = operations.gather(x, tensor1d([...this.#owners], 'int32'));
      const pieces = unpackParameters(this.#parameters, this.network.layout);
      return this.network.outputs(spread, pieces, plainForward(this.#spec.network, operations));
    });
    const values = outputs.dataSync() as Float32Array;
    outputs.dispose();
    return values;
  }
}
