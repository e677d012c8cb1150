import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { inBodyScope } from '../body-scope.ts';
import type { EngineKind, Operations, Program, TensorMap } from '../engine.ts';
import { nameTensors, orderTensors, signatureOf } from '../signature.ts';
import type { Signature, TensorSpec } from '../signature.ts';
import { recordOps } from './binding-recorder.ts';
import { typeCode, typeCodeOf } from './data-type.ts';
import { FunctionScope, TraceRecord } from './function-scope.ts';
import type { Attributes, FunctionDefinition, GraphDefinition, NodeDefinition } from './graph-definition.ts';
import { aliasTensor, nativeId } from './native-binding.ts';
import type { Native } from './native-binding.ts';
import { createNativeOperations } from './native-operations.ts';

type LoopBody = (index: Tensor, state: TensorMap) => TensorMap;

/** A program as a graph fed with from, count, state and inputs, in this order, that gives the state. */
export interface TracedProgram {
  readonly graph: GraphDefinition;
  /** The function that the graph calls; the others are the bodies and conditions of its loops. */
  readonly main: FunctionDefinition;
  readonly nodeCount: number;
}

/** Runs the program's step once on the examples and writes down what it did, as a loop over steps. */
export function traceProgram(
  native: Native,
  kind: EngineKind,
  program: Program,
  signature: Signature,
  state: TensorMap,
  inputs: TensorMap,
): TracedProgram {
  return new ProgramTracer(native, kind, program.name).trace(program, signature, state, inputs);
}

class ProgramTracer {
  readonly #native: Native;
  readonly #compiled: boolean;
  readonly #record: TraceRecord;
  readonly #functions: FunctionDefinition[] = [];
  readonly #operations: Operations;
  #scope: FunctionScope;

  constructor(native: Native, kind: EngineKind, name: string) {
    this.#native = native;
    this.#compiled = kind === 'xla';
    this.#record = new TraceRecord(name);
    this.#scope = new FunctionScope(this.#record, null);
    this.#operations = createNativeOperations(native, kind, (...given) => this.#loop(...given));
  }

  trace(program: Program, signature: Signature, state: TensorMap, inputs: TensorMap): TracedProgram {
    const results: string[] = [];
    inBodyScope(() => {
      const from = this.#feed('from', tf.scalar(0, 'int32'));
      const count = this.#feed('count', tf.scalar(1, 'int32'));
      const fedState = this.#feedAll(state);
      const fedInputs = this.#feedAll(inputs);
      const result = recordOps(
        this.#native,
        this.#record,
        () => this.#scope,
        () =>
          this.#while(from, tf.add(from, count), fedState, (index, current) =>
            program.body(index, current, fedInputs, this.#operations),
          ),
      );
      const ordered = orderTensors(`the result of program ${program.name}`, signature.state, result);
      results.push(...ordered.map((tensor) => this.#scope.valueName(nativeId(this.#native, tensor))));
      return {};
    });
    const outputTypes = signature.state.map((spec) => typeCodeOf(spec.dtype, spec.name));
    return { ...this.#graph(results, outputTypes), nodeCount: this.#record.opCount };
  }

  #feedAll(map: TensorMap): TensorMap {
    return Object.fromEntries(Object.entries(map).map(([name, tensor]) => [name, this.#feed(name, tensor)]));
  }

  /** Declares an input of the function in scope; the result stands for it. */
  #feed(name: string, tensor: Tensor): Tensor {
    const type = typeCodeOf(tensor.dtype, `tensor ${name} of program ${this.#record.program}`);
    const stand = aliasTensor(this.#native, tensor);
    const id = nativeId(this.#native, stand);
    this.#record.values.set(id, { type, shape: stand.shape });
    this.#scope.addInput(type, id);
    return stand;
  }

  #loop(count: number | Tensor, state: TensorMap, body: LoopBody, until?: string): TensorMap {
    const limit = typeof count === 'number' ? tf.scalar(count, 'int32') : count;
    return this.#while(tf.scalar(0, 'int32'), limit, state, body, until);
  }

  /**
   * `for (index = start; index < limit && !state[until]; index += 1) state = body(index, state)`; the body runs once, to be
   * recorded.
   */
  #while(start: Tensor, limit: Tensor, state: TensorMap, body: LoopBody, until?: string): TensorMap {
    const native = this.#native;
    const outer = this.#scope;
    const inner = new FunctionScope(this.#record, outer);
    const where = `a loop of program ${this.#record.program}`;
    const { state: specs } = signatureOf(where, state, {});
    const feeds = [start, ...Object.values(state)].map((tensor) => outer.valueName(nativeId(native, tensor)));
    const limitName = outer.valueName(nativeId(native, limit));
    const results: string[] = [];
    const produced = inBodyScope(() => {
      this.#scope = inner;
      try {
        const index = this.#feed('index', start);
        const current = this.#feedAll(state);
        inner.addInput(typeCode.int32, null);
        const ordered = orderTensors(`the result of ${where}`, specs, body(index, current));
        results.push(...ordered.map((tensor) => inner.valueName(nativeId(native, tensor))));
        return nameTensors(
          specs,
          ordered.map((tensor) => aliasTensor(native, tensor)),
        );
      } finally {
        this.#scope = outer;
      }
    });
    const stop = specs.findIndex((spec) => spec.name === until);
    const outputs = this.#addWhile(outer, inner, results, [...feeds, limitName], specs, stop < 0 ? null : stop + 1);
    specs.forEach((spec, position) => {
      const id = nativeId(native, produced[spec.name] as Tensor);
      this.#record.values.set(id, { type: typeCodeOf(spec.dtype, spec.name), shape: spec.shape });
      outer.bind(id, outputs[position + 1] as string);
    });
    return produced;
  }

  /**
   * Writes the body and condition of a loop and the StatelessWhile that runs them; gives the names of its outputs.
   *
   * @param stop which of the loop's inputs ends it where it is true; null where none does
   */
  #addWhile(
    outer: FunctionScope,
    inner: FunctionScope,
    results: readonly string[],
    feeds: readonly string[],
    specs: readonly TensorSpec[],
    stop: number | null,
  ): string[] {
    const int32: Attributes = { T: { kind: 'type', value: typeCode.int32 } };
    const one = inner.addConstant({
      type: typeCode.int32,
      shape: [],
      bytes: new Uint8Array(Int32Array.of(1).buffer),
    });
    const index = { shape: [], type: typeCode.int32 };
    const [next = ''] = inner.addNode('AddV2', ['in0', one], [typeCode.int32, typeCode.int32], int32, [index]);
    const types = inner.inputTypes;
    const limitPosition = results.length + 1;
    const unchanged = types.slice(limitPosition).map((_, offset) => `in${limitPosition + offset}`);
    const allResults = [next, ...results, ...unchanged];
    const body = this.#record.freshName('body');
    const condition = this.#record.freshName('condition');
    this.#functions.push(
      {
        name: body,
        inputTypes: types,
        outputTypes: types,
        nodes: inner.liveNodes(allResults),
        results: allResults,
        attributes: {},
      },
      {
        name: condition,
        inputTypes: types,
        outputTypes: [typeCode.bool],
        ...loopCondition(`in${limitPosition}`, stop === null ? null : `in${stop}`),
        attributes: {},
      },
    );
    const captured = inner.captured.map((id) => outer.valueName(id));
    const values = [index, ...specs.map(({ shape, dtype, name }) => ({ shape, type: typeCodeOf(dtype, name) }))];
    const attributes: Attributes = {
      T: { kind: 'types', value: types },
      cond: { kind: 'function', value: condition },
      body: { kind: 'function', value: body },
      output_shapes: { kind: 'shapes', value: [] },
      parallel_iterations: { kind: 'int', value: 10 },
      ...(this.#compiled ? {} : { _lower_using_switch_merge: { kind: 'bool', value: true } }),
    };
    return outer.addNode('StatelessWhile', [...feeds, ...captured], types, attributes, values);
  }

  /** Placeholders, one call of the traced function, and its results. XLA compiles the call, loop and all. */
  #graph(results: readonly string[], outputTypes: readonly number[]): Pick<TracedProgram, 'graph' | 'main'> {
    const inputTypes = this.#scope.inputTypes;
    const compile: Attributes = this.#compiled ? { _XlaMustCompile: { kind: 'bool', value: true } } : {};
    const main: FunctionDefinition = {
      name: 'main',
      inputTypes,
      outputTypes,
      nodes: this.#scope.liveNodes(results),
      results,
      attributes: compile,
    };
    const inputs = inputTypes.map((type, index) => ({ name: `feed${index}`, type }));
    const outputs = outputTypes.map((type, index) => ({ name: `result${index}`, type }));
    const nodes: NodeDefinition[] = [
      ...inputs.map(({ name, type }) => ({
        name,
        op: 'Placeholder',
        inputs: [],
        attributes: { dtype: { kind: 'type', value: type } } satisfies Attributes,
        outputs: [],
      })),
      {
        name: 'call',
        op: 'PartitionedCall',
        inputs: inputs.map((port) => port.name),
        attributes: {
          Tin: { kind: 'types', value: inputTypes },
          Tout: { kind: 'types', value: outputTypes },
          f: { kind: 'function', value: main.name },
          ...compile,
        },
        outputs: [],
      },
      ...outputs.map(({ name, type }, index) => ({
        name,
        op: 'Identity',
        inputs: [`call:${index}`],
        attributes: { T: { kind: 'type', value: type } } satisfies Attributes,
        outputs: [],
      })),
    ];
    return { graph: { nodes, functions: [...this.#functions, main], inputs, outputs }, main };
  }
}

/** `in0 < limit`, and not `stop`. */
function loopCondition(limit: string, stop: string | null): Pick<FunctionDefinition, 'nodes' | 'results'> {
  const node = (op: string, inputs: readonly string[], attributes: Attributes = {}): NodeDefinition => ({
    name: op,
    op,
    inputs,
    attributes,
    outputs: [{ shape: [], type: typeCode.bool }],
  });
  const less = node('Less', ['in0', limit], { T: { kind: 'type', value: typeCode.int32 } });
  if (stop === null) return { nodes: [less], results: ['Less:z:0'] };
  const goesOn = [node('LogicalNot', [stop]), node('LogicalAnd', ['Less:z:0', 'LogicalNot:y:0'])];
  return { nodes: [less, ...goesOn], results: ['LogicalAnd:z:0'] };
}
