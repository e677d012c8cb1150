import type {
  AttributeValue,
  Attributes,
  FunctionDefinition,
  GraphDefinition,
  GraphPort,
  NodeDefinition,
} from './graph-definition.ts';
import { MessageWriter } from './wire.ts';

/** GraphDef version of TensorFlow 2.21; it only has to be new enough for the ops' present meaning. */
const graphVersion = 1882;
export const servingTag = 'serve';

/**
 * A saved_model.pb with one graph and one signature. Field numbers are those of saved_model.proto, meta_graph.proto,
 * graph.proto, function.proto, node_def.proto and attr_value.proto of TensorFlow.
 */
export function encodeSavedModel(graph: GraphDefinition): Uint8Array {
  return new MessageWriter()
    .integer(1, 1)
    .message(2, (metaGraph) =>
      metaGraph
        .message(1, (info) => info.text(4, servingTag))
        .message(2, (message) => writeGraph(message, graph))
        .entry(5, 'serving_default', (signature) => {
          graph.inputs.forEach((port) => signature.entry(1, port.name, (info) => writePort(info, port)));
          graph.outputs.forEach((port) => signature.entry(2, port.name, (info) => writePort(info, port)));
          signature.text(3, 'tensorflow/serving/predict');
        }),
    )
    .finish();
}

function writeGraph(message: MessageWriter, graph: GraphDefinition): void {
  graph.nodes.forEach((node) => message.message(1, (inner) => writeNode(inner, node)));
  message.message(2, (library) =>
    graph.functions.forEach((definition) => library.message(1, (inner) => writeFunction(inner, definition))),
  );
  message.message(4, (versions) => versions.integer(1, graphVersion));
}

function writePort(message: MessageWriter, port: GraphPort): void {
  message
    .text(1, `${port.name}:0`)
    .integer(2, port.type)
    .message(3, (shape) => writeShape(shape, null));
}

function writeFunction(message: MessageWriter, definition: FunctionDefinition): void {
  message.message(1, (signature) => {
    signature.text(1, definition.name);
    definition.inputTypes.forEach((type, index) =>
      signature.message(2, (argument) => argument.text(1, `in${index}`).integer(3, type)),
    );
    definition.outputTypes.forEach((type, index) =>
      signature.message(3, (argument) => argument.text(1, `out${index}`).integer(3, type)),
    );
  });
  definition.nodes.forEach((node) => message.message(3, (inner) => writeNode(inner, node)));
  definition.results.forEach((result, index) =>
    message.message(4, (entry) => entry.text(1, `out${index}`).text(2, result)),
  );
  writeAttributes(message, definition.attributes);
}

function writeNode(message: MessageWriter, node: NodeDefinition): void {
  message.text(1, node.name).text(2, node.op);
  node.inputs.forEach((input) => message.text(3, input));
  writeAttributes(message, node.attributes);
}

function writeAttributes(message: MessageWriter, attributes: Attributes): void {
  for (const [name, attribute] of Object.entries(attributes)) {
    message.entry(5, name, (value) => writeAttribute(value, attribute));
  }
}

function writeAttribute(message: MessageWriter, attribute: AttributeValue): void {
  switch (attribute.kind) {
    case 'string':
      message.text(2, attribute.value);
      break;
    case 'int':
      message.integer(3, attribute.value);
      break;
    case 'float':
      message.float(4, attribute.value);
      break;
    case 'bool':
      message.integer(5, attribute.value ? 1 : 0);
      break;
    case 'type':
      message.integer(6, attribute.value);
      break;
    case 'shape':
      message.message(7, (shape) => writeShape(shape, attribute.value));
      break;
    case 'tensor': {
      const { type, shape, bytes } = attribute.value;
      message.message(8, (tensor) =>
        tensor
          .integer(1, type)
          .message(2, (inner) => writeShape(inner, shape))
          .bytes(4, bytes),
      );
      break;
    }
    case 'function':
      message.message(10, (reference) => reference.text(1, attribute.value));
      break;
    case 'ints':
      message.message(1, (list) => list.packedIntegers(3, attribute.value));
      break;
    case 'floats':
      message.message(1, (list) => list.packedFloats(4, attribute.value));
      break;
    case 'types':
      message.message(1, (list) => list.packedIntegers(6, attribute.value));
      break;
    case 'shapes':
      message.message(1, (list) =>
        attribute.value.forEach((shape) => list.message(7, (inner) => writeShape(inner, shape))),
      );
      break;
  }
}

/** Null is a shape of unknown rank. */
function writeShape(message: MessageWriter, shape: readonly number[] | null): void {
  if (shape === null) {
    message.integer(3, 1);
    return;
  }
  shape.forEach((size) => message.message(2, (dimension) => dimension.integer(1, size)));
}
