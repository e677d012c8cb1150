import type { Attributes, TracedValue } from '../native/graph-definition.ts';
import type { DirectBinding, FedArray } from './direct-binding.ts';
import { createResults } from './host-array.ts';
import { inferOp } from './infer-op.ts';
import { lowerOp } from './lower-program.ts';
import { argumentsOf, type OpArgument } from './op-shape.ts';
import { planNodes } from './plan-program.ts';
import { PlanBuilder } from './plan-builder.ts';
import { isWhole, type View } from './view.ts';

/** A tensor on the host: bools are int32 0 or 1. */
export interface HostTensor extends TracedValue {
  readonly elements: FedArray;
}

/** One op on inputs of certain shapes, ready to run; null for an op that the engine lacks. */
interface PreparedOp {
  readonly outputs: readonly TracedValue[];
  /** Which inputs are fed. */
  readonly fed: readonly number[];
  /** Which input each output is, element by element; null where something is computed. */
  readonly same: readonly number[] | null;
  readonly plan: unknown;
}

const mostPrepared = 4000;

/** Runs single ops on the host by the direct engine; what it has made ready it keeps. */
export class OpRunner {
  readonly #binding: DirectBinding;
  readonly #prepared = new Map<string, PreparedOp | null>();

  constructor(binding: DirectBinding) {
    this.#binding = binding;
  }

  /**
   * The outputs of an op, by so many threads at most; null where the engine lacks it. They may share their elements with an
   * input.
   */
  run(
    op: string,
    given: Attributes,
    inputs: readonly HostTensor[],
    outputCount: number,
    threads: number,
  ): HostTensor[] | null {
    const known = argumentsOf(op, inputs);
    const key = JSON.stringify([op, given, known, outputCount]);
    let prepared = this.#prepared.get(key);
    if (prepared === undefined) {
      prepared = this.#prepare(op, given, known, inputs, outputCount);
      if (this.#prepared.size >= mostPrepared) this.#forget();
      this.#prepared.set(key, prepared);
    }
    if (prepared === null) return null;
    const { outputs, fed, same, plan } = prepared;
    if (same !== null) {
      return outputs.map((output, position) => ({
        ...output,
        elements: (inputs[same[position] as number] as HostTensor).elements,
      }));
    }
    const results = createResults(outputs);
    const feeds = fed.map((position) => (inputs[position] as HostTensor).elements);
    this.#binding.runPlan(plan, feeds, results, threads);
    return outputs.map((output, position) => ({ ...output, elements: results[position] as FedArray }));
  }

  #forget(): void {
    for (const prepared of this.#prepared.values()) {
      if (prepared !== null && prepared.plan !== null) this.#binding.freePlan(prepared.plan);
    }
    this.#prepared.clear();
  }

  #prepare(
    op: string,
    given: Attributes,
    known: readonly OpArgument[],
    inputs: readonly HostTensor[],
    outputCount: number,
  ): PreparedOp | null {
    const inferred = inferOp(op, given, known, outputCount);
    if (inferred === null) return null;
    const { attributes, outputs } = inferred;
    const builder = new PlanBuilder();
    const fed: number[] = [];
    const views = known.map(({ shape, type, values }, position): View => {
      if (values === undefined) {
        fed.push(position);
        return builder.feed(shape, type);
      }
      const { elements } = inputs[position] as HostTensor;
      return builder.constant(new Int32Array(elements.slice().buffer), shape, type);
    });
    const results = lowerOp({ op, inputs: views, attributes, outputs, builder });
    if (results === undefined) return null;
    const sources = results.map((view) => (isWhole(view) ? view.storage.feed : undefined));
    if (sources.every((feed) => feed !== undefined)) {
      return { outputs, fed, same: sources.map((feed) => fed[feed] as number), plan: null };
    }
    const { code, constants, size } = planNodes(builder, results);
    return { outputs, fed, same: null, plan: this.#binding.createPlan(code, constants, size) };
  }
}
