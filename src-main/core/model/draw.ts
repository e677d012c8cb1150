import type { LayerStack } from './layers.ts';
import type { NetworkShape } from './layout.ts';
import type { Part } from './part.ts';

/** How one copy of a stack of layers is drawn. */
export interface StackDrawing {
  readonly id: string;
  readonly label: (layer: number) => string;
  readonly owner: Part['owner'];
  readonly from: readonly string[];
  /** Stage of the first layer. */
  readonly stage: number;
  readonly isFrozen?: (layer: number) => boolean;
  /** How often the layer runs for one row, where that is not once. */
  readonly runs?: (layer: number) => number;
}

/** A block for each layer of one copy of a stack; the last one has the id `ID/LAST LAYER`. */
export function drawLayers(stack: LayerStack, shape: NetworkShape, drawing: StackDrawing): Part[] {
  return stack.layers.map(({ layer, inputs, width }, position) => ({
    id: `${drawing.id}/${layer}`,
    label: drawing.label(layer),
    owner: drawing.owner,
    stage: drawing.stage + position,
    inputs,
    outputs: width,
    parameters: inputs * width + width + (shape.layerNorm ? 2 * width : 0),
    multiplyAdds: (drawing.runs?.(layer) ?? 1) * (inputs * width + (shape.layerNorm ? width : 0)),
    details: '',
    ...(drawing.isFrozen?.(layer) === true ? { isFrozen: true } : {}),
    from: position === 0 ? drawing.from : [`${drawing.id}/${layer - 1}`],
  }));
}

/** A block for each task's head; `from` names what the task's head reads. */
export function drawHeads(
  shape: NetworkShape,
  inputs: number,
  stage: number,
  from: (task: number) => readonly string[],
): Part[] {
  return shape.heads.map((outputs, task) => ({
    id: `head/${task}`,
    label: '',
    owner: [task],
    stage,
    inputs,
    outputs,
    parameters: inputs * outputs + outputs,
    multiplyAdds: inputs * outputs,
    details: '',
    from: from(task),
  }));
}
