import { AppError } from '../../../contract/error.ts';
import type { Attributes, ConstantTensor, NodeDefinition, TracedValue } from './graph-definition.ts';
import { completeAttributes, outputNames } from './op-definition.ts';

/** What all functions of one trace share. */
export class TraceRecord {
  readonly program: string;
  /** Type and shape of every native tensor seen, by id. */
  readonly values = new Map<number, TracedValue>();
  /** Tensors whose values came from JavaScript during the trace, by id. */
  readonly constants = new Map<number, ConstantTensor>();
  opCount = 0;
  #lastName = 0;

  constructor(program: string) {
    this.program = program;
  }

  freshName(prefix: string): string {
    this.#lastName += 1;
    return `${prefix}_${this.#lastName}`;
  }

  valueOf(id: number): TracedValue {
    const value = this.values.get(id);
    if (value === undefined) {
      throw foreignTensor(this.program);
    }
    return value;
  }
}

/** One TensorFlow function while it is traced: its nodes, and which native tensor is which of its values. */
export class FunctionScope {
  readonly inputTypes: number[] = [];
  /** Tensors of the enclosing functions that this one reads; they follow its declared inputs. */
  readonly captured: number[] = [];
  readonly #record: TraceRecord;
  readonly #parent: FunctionScope | null;
  readonly #nodes: NodeDefinition[] = [];
  readonly #valueNames = new Map<number, string>();

  constructor(record: TraceRecord, parent: FunctionScope | null) {
    this.#record = record;
    this.#parent = parent;
  }

  /** Declares the next input and, unless `id` is null, which tensor stands for it; gives its name. */
  addInput(type: number, id: number | null): string {
    const name = `in${this.inputTypes.length}`;
    this.inputTypes.push(type);
    if (id !== null) {
      this.bind(id, name);
    }
    return name;
  }

  bind(id: number, valueName: string): void {
    this.#valueNames.set(id, valueName);
  }

  /** The name of the value that tensor `id` stands for, captured or written as a constant where needed. */
  valueName(id: number): string {
    const known = this.#valueNames.get(id);
    if (known !== undefined) {
      return known;
    }
    const constant = this.#record.constants.get(id);
    if (constant !== undefined) {
      const name = this.addConstant(constant);
      this.bind(id, name);
      return name;
    }
    if (this.#parent !== null && this.#parent.#knows(id)) {
      this.captured.push(id);
      return this.addInput(this.#record.valueOf(id).type, id);
    }
    throw foreignTensor(this.#record.program);
  }

  /** Adds a node and gives the names of its outputs. */
  addNode(
    op: string,
    inputs: readonly string[],
    inputTypes: readonly number[],
    given: Attributes,
    outputs: readonly TracedValue[],
  ): string[] {
    const attributes = completeAttributes(op, inputTypes, given);
    const name = this.#record.freshName(op);
    this.#nodes.push({ name, op, inputs, attributes, outputs });
    this.#record.opCount += 1;
    return outputNames(op, name, attributes);
  }

  addConstant(value: ConstantTensor): string {
    const name = this.#record.freshName('Const');
    const attributes: Attributes = {
      dtype: { kind: 'type', value: value.type },
      value: { kind: 'tensor', value },
    };
    this.#nodes.push({ name, op: 'Const', inputs: [], attributes, outputs: [value] });
    return `${name}:output:0`;
  }

  /** The nodes that `results` depend on, in the order in which they were added. */
  liveNodes(results: readonly string[]): NodeDefinition[] {
    const byName = new Map(this.#nodes.map((node) => [node.name, node]));
    const live = new Set<string>();
    const pending = [...results];
    for (let value = pending.pop(); value !== undefined; value = pending.pop()) {
      const name = value.split(':', 1)[0] ?? '';
      const node = byName.get(name);
      if (node !== undefined && !live.has(name)) {
        live.add(name);
        pending.push(...node.inputs);
      }
    }
    return this.#nodes.filter((node) => live.has(node.name));
  }

  #knows(id: number): boolean {
    return (
      this.#valueNames.has(id) || this.#record.constants.has(id) || (this.#parent !== null && this.#parent.#knows(id))
    );
  }
}

function foreignTensor(program: string): AppError {
  return new AppError(
    'engine',
    `program ${program} reads a tensor that is neither in its state or inputs nor made in its step; feed it as an input`,
  );
}
