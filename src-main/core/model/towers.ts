import type { Tensor } from '@tensorflow/tfjs-core';
import { copyReplicas } from './copies.ts';
import { drawHeads, drawLayers } from './draw.ts';
import { addHeads, readOwn } from './heads.ts';
import { addLayers, lastLayer, runLayers, type LayerStack } from './layers.ts';
import { LayoutBuilder, type NetworkShape } from './layout.ts';
import type { Network } from './network.ts';
import { inputPart, type Part } from './part.ts';

/** What holds towers together, [R]. */
export type TowerPenalty = (
  stack: LayerStack,
  pieces: readonly Tensor[],
  settings: Readonly<Record<string, Tensor>>,
) => Tensor;

/** A network of its own for each task, side by side; no parameter feels the loss of more than one task. */
export function createTowers(shape: NetworkShape, penalty: TowerPenalty): Network {
  const tasks = shape.heads.length;
  const builder = new LayoutBuilder(shape);
  builder.endShared([]);
  const stack = addLayers(builder, {
    name: (layer) => `towers, layer ${layer + 1}`,
    copies: tasks,
  });
  const last = lastLayer(stack);
  const heads = addHeads(builder, last.width);
  const layout = builder.finish();
  return {
    layout,
    outputs(x, pieces, options) {
      return readOwn(runLayers(copyReplicas(x, tasks), stack, pieces, options), heads, pieces, layout);
    },
    representation: null,
    penalty: (pieces, settings) => penalty(stack, pieces, settings),
    plain: null,
    parts: [
      ...shape.heads.flatMap((_, task) => drawTower(stack, shape, task)),
      ...drawHeads(shape, last.width, shape.widths.length + 1, (task) => [`tower ${task}/${last.layer}`]),
    ],
  };
}

function drawTower(stack: LayerStack, shape: NetworkShape, task: number): Part[] {
  return drawLayers(stack, shape, {
    id: `tower ${task}`,
    label: (layer) => `Layer ${layer + 1}`,
    owner: [task],
    from: [inputPart],
    stage: 1,
  });
}
