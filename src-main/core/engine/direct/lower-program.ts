import { cannotCompile } from '../native/cannot-compile.ts';
import { typeCode } from '../native/data-type.ts';
import type { FunctionDefinition, NodeDefinition, TracedValue } from '../native/graph-definition.ts';
import { outputNames } from '../native/op-definition.ts';
import type { TracedProgram } from '../native/trace-program.ts';
import { elementLowerings } from './lower-element.ts';
import { isHeld } from './infer-op.ts';
import { gatherLowerings } from './lower-gather.ts';
import { layoutLowerings } from './lower-layout.ts';
import { productLowerings } from './lower-product.ts';
import { reduceLowerings } from './lower-reduce.ts';
import type { CarriedState } from './node.ts';
import type { Lowering, OpContext } from './op-context.ts';
import { PlanBuilder } from './plan-builder.ts';
import { sizeOf, wholeView, type View } from './view.ts';

const lowerings: Readonly<Record<string, Lowering>> = {
  ...elementLowerings,
  ...layoutLowerings,
  ...productLowerings,
  ...reduceLowerings,
  ...gatherLowerings,
};

/** A program as nodes on storages, and where its results are. */
export interface LoweredProgram {
  readonly builder: PlanBuilder;
  readonly results: readonly View[];
}

/**
 * Writes a traced program as nodes of the direct engine.
 * @param fed shape and type of what is fed: from, count, the state and the inputs
 * Throws a fault that `isCannotCompile` knows where it has an op that the engine lacks.
 */
export function lowerProgram(traced: TracedProgram, fed: readonly TracedValue[]): LoweredProgram {
  const builder = new PlanBuilder();
  const functions = new Map(traced.graph.functions.map((each) => [each.name, each]));
  const views = fed.map(({ shape, type }) => builder.feed(shape, type));
  return { builder, results: lowerFunction(traced.main, views, functions, builder) };
}

function lowerFunction(
  definition: FunctionDefinition,
  given: readonly View[],
  functions: ReadonlyMap<string, FunctionDefinition>,
  builder: PlanBuilder,
): View[] {
  const values = new Map<string, View>(given.map((view, position) => [`in${position}`, view]));
  const read = (name: string): View => values.get(name) as View;
  for (const node of definition.nodes) {
    const inputs = node.inputs.map(read);
    const outputs =
      node.op === 'StatelessWhile' ? lowerLoop(node, inputs, functions, builder) : lowerNode(node, inputs, builder);
    outputNames(node.op, node.name, node.attributes).forEach((name, position) => {
      values.set(name, outputs[position] as View);
    });
  }
  return definition.results.map(read);
}

function lowerNode(node: NodeDefinition, inputs: readonly View[], builder: PlanBuilder): readonly View[] {
  const { op, attributes, outputs } = node;
  if (op === 'Const') return [lowerConstant(node, builder)];
  const lowered = lowerOp({ op, inputs, attributes, outputs, builder });
  if (lowered === undefined) throw cannotCompile(`unsupported op in the direct engine: ${op}`, op);
  return lowered;
}

/** The views of an op's outputs; undefined where the engine lacks the op, or has no form of it for these inputs. */
export function lowerOp(context: OpContext): readonly View[] | undefined {
  // a list of no axes or of no sizes is an empty constant
  const values = [...context.outputs, ...context.inputs.filter((input) => input.storage.kind !== 'constant')];
  return values.every(isHeld) ? lowerings[context.op]?.(context) : undefined;
}

function lowerConstant({ attributes }: NodeDefinition, builder: PlanBuilder): View {
  const value = attributes['value'];
  if (value?.kind !== 'tensor') throw new TypeError('a constant without a value');
  const { type, shape, bytes } = value.value;
  const elements =
    type === typeCode.bool
      ? Int32Array.from(bytes)
      : new Int32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  const [first = 0] = elements;
  // one number many times is one number that is read many times
  return elements.length > 1 && elements.every((element) => element === first)
    ? builder.broadcast(builder.constant(Int32Array.of(first), [], type), shape)
    : builder.constant(elements, shape, type);
}

/** A loop of the tracer: inputs are the index, the state, the limit and what the body reads from outside. */
function lowerLoop(
  node: NodeDefinition,
  inputs: readonly View[],
  functions: ReadonlyMap<string, FunctionDefinition>,
  builder: PlanBuilder,
): View[] {
  const { body: attribute } = node.attributes;
  const body = attribute?.kind === 'function' ? functions.get(attribute.value) : undefined;
  if (body === undefined) throw new TypeError('a loop without a body');
  const states = node.outputs.length - 1;
  const [from, ...rest] = inputs as [View, ...View[]];
  const initial = rest.slice(0, states);
  const limit = rest[states] as View;
  builder.openLoop();
  const index = builder.carried(1);
  const changes = initial.map((_, position) => body.results[position + 1] !== `in${position + 1}`);
  const storages = initial.map((view, position) =>
    changes[position] === true ? builder.carried(sizeOf(view.shape)) : null,
  );
  const current = initial.map((view, position) => {
    const storage = storages[position] ?? null;
    return storage === null ? view : wholeView(storage, view.shape, view.type);
  });
  const given = [wholeView(index, [], typeCode.int32), ...current, ...rest.slice(states)];
  const results = lowerFunction(body, given, functions, builder).slice(1, states + 1);
  const nodes = builder.closeLoop();
  const carried = storages.flatMap((storage, position): CarriedState[] => {
    const [start, result] = [initial[position], results[position]];
    return storage === null || start === undefined || result === undefined ? [] : [{ storage, initial: start, result }];
  });
  const stop = stopOf(node, functions);
  builder.addLoop(from, limit, index, carried, nodes, stop === null ? undefined : given[stop]);
  const left = initial.map((view, position) => {
    const storage = storages[position] ?? null;
    return storage === null ? view : wholeView(builder.leftIn(storage), view.shape, view.type);
  });
  return [from, ...left];
}

/** Which input of a loop ends it where it is true, as its condition says; null where none does. */
function stopOf({ attributes }: NodeDefinition, functions: ReadonlyMap<string, FunctionDefinition>): number | null {
  const { cond: attribute } = attributes;
  const condition = attribute?.kind === 'function' ? functions.get(attribute.value) : undefined;
  const stop = condition?.nodes.find(({ op }) => op === 'LogicalNot')?.inputs[0];
  return stop === undefined ? null : Number(stop.slice('in'.length));
}
