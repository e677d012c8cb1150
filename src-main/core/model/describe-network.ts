import type { NetworkDrawing } from '../../contract/method.ts';
import type { StudySpec, Task } from '../../contract/study.ts';

type Block = NetworkDrawing['blocks'][number];

/** The network of a study's multi-task arms, block by block, with parameter counts and those of all twins together. */
export function describeNetwork(spec: StudySpec, featureCount: number): NetworkDrawing {
  const trunk = trunkBlocks(spec, featureCount);
  const representation = spec.network.widths.at(-1) as number;
  const heads = spec.tasks.map((task) => headBlock(task, representation));
  const sharedParameters = sumOf(trunk);
  const headParameters = sumOf(heads);
  return {
    inputFeatures: featureCount,
    blocks: [...trunk, ...heads],
    sharedParameters,
    headParameters,
    totalParameters: sharedParameters + headParameters,
    twinParameters: spec.tasks.length * sharedParameters + headParameters,
  };
}

function trunkBlocks(spec: StudySpec, featureCount: number): Block[] {
  const { widths, activation, dropout, layerNorm } = spec.network;
  const extras = [...(layerNorm ? ['layer norm'] : []), activation, ...(dropout > 0 ? [`dropout ${dropout}`] : [])];
  let inputs = featureCount;
  return widths.map((width, layer) => {
    const block: Block = {
      label: `Shared layer ${layer + 1}`,
      owner: 'shared',
      inputs,
      outputs: width,
      parameters: inputs * width + width + (layerNorm ? 2 * width : 0),
      details: extras.join(', '),
    };
    inputs = width;
    return block;
  });
}

function headBlock(task: Task, inputs: number): Block {
  const outputs = task.type === 'multiclass' ? task.classes.length : 1;
  const meaning = { regression: 'linear', binary: 'logit', multiclass: 'one logit a class' }[task.type];
  return {
    label: task.column,
    owner: { task: task.column },
    inputs,
    outputs,
    parameters: inputs * outputs + outputs,
    details: `${task.type} head, ${meaning}`,
  };
}

function sumOf(blocks: readonly Block[]): number {
  return blocks.reduce((total, block) => total + block.parameters, 0);
}
