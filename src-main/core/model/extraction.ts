import { reshape, type Tensor } from '@tensorflow/tfjs-core';
import { deriveSeed } from '../util/hash.ts';
import { copyReplicas } from './copies.ts';
import { drawHeads, drawLayers } from './draw.ts';
import { addGates, gateSize, joinExperts, mixExperts, offerToAll, type Gates } from './experts.ts';
import type { ForwardOptions } from './forward.ts';
import { addHeads, readOwn } from './heads.ts';
import { addLayers, lastLayer, runLayers, trunkSeed, type LayerStack } from './layers.ts';
import { LayoutBuilder, type NetworkShape } from './layout.ts';
import type { Network } from './network.ts';
import { inputPart, type Part } from './part.ts';

/** Experts of a network that extracts in levels (Tang et al., 2020). */
export interface ExtractionOptions {
  readonly levels: number;
  /** Experts at each level that all tasks mix. */
  readonly shared: number;
  /** Experts at each level that one task has to itself. */
  readonly own: number;
}

interface Level {
  readonly shared: LayerStack;
  readonly own: LayerStack;
  /** For each task over its own and the shared experts. */
  readonly gates: Gates;
  /** Over all experts, for the next level's shared ones; null at the last level. */
  readonly common: Gates | null;
}

/**
 * Levels of experts; at each, a gate for every task mixes its own with the shared ones, and what it makes goes to the task's
 * experts of the next level. A common gate over all experts feeds the shared ones. Below the last level a task's experts feel
 * other losses through that gate, so they count as shared.
 */
export function createExtraction(shape: NetworkShape, { levels, shared, own }: ExtractionOptions): Network {
  const tasks = shape.heads.length;
  const builder = new LayoutBuilder(shape);
  const bounds = Array.from({ length: levels + 1 }, (_, level) => Math.round((level * shape.widths.length) / levels));
  const range = (level: number): { from: number; to: number } => ({
    from: bounds[level] as number,
    to: bounds[level + 1] as number,
  });
  const widthAt = (level: number): number =>
    level === 0 ? shape.inputs : (shape.widths[(bounds[level] as number) - 1] as number);
  const addShared = (level: number): LayerStack =>
    addLayers(builder, {
      ...range(level),
      name: (layer) => `shared experts, layer ${layer + 1}`,
      copies: shared,
      seedOf: (seed, layer, expert) =>
        expert === 0 ? trunkSeed(seed, layer) : deriveSeed(seed, 'expert', layer, expert),
    });
  const addOwn = (level: number): LayerStack =>
    addLayers(builder, {
      ...range(level),
      name: (layer) => `own experts, layer ${layer + 1}`,
      copies: tasks * own,
      seedOf: (seed, layer, expert) => deriveSeed(seed, 'own expert', layer, expert),
    });
  const gateTasks = (level: number): Gates =>
    addGates(builder, `gates, level ${level + 1}`, tasks, widthAt(level), own + shared);
  const before = Array.from({ length: levels - 1 }, (_, level) => ({
    shared: addShared(level),
    own: addOwn(level),
    common: addGates(builder, `common gate, level ${level + 1}`, 1, widthAt(level), tasks * own + shared),
    gates: level < levels - 2 ? gateTasks(level) : null,
  }));
  const lastShared = addShared(levels - 1);
  builder.endShared(lastLayer(lastShared).pieces);
  const nets: Level[] = before.map((level, at) => ({ ...level, gates: level.gates ?? gateTasks(at) }));
  nets.push({ shared: lastShared, own: addOwn(levels - 1), gates: gateTasks(levels - 1), common: null });
  const width = lastLayer(lastShared).width;
  const heads = addHeads(builder, width);
  const layout = builder.finish();
  return {
    layout,
    outputs(x, pieces, options) {
      let ofTasks = copyReplicas(x, tasks);
      let common = x;
      for (const level of nets) {
        const made = runLevel(level, ofTasks, common, { own, shared, tasks }, pieces, options);
        ofTasks = made.ofTasks;
        common = made.common ?? common;
      }
      return readOwn(ofTasks, heads, pieces, layout);
    },
    representation: null,
    penalty: null,
    plain: null,
    parts: [
      ...nets.flatMap((level, at) => drawLevel(level, at, levels, { own, shared }, shape)),
      ...drawHeads(shape, width, shape.widths.length + levels + 1, (task) => [`gate ${levels - 1} ${task}`]),
    ],
  };
}

/** ofTasks [R T, B, I] and common [R, B, I]: inputs of the level's experts and gates; then what it makes of them. */
function runLevel(
  level: Level,
  ofTasks: Tensor,
  common: Tensor,
  { own, shared, tasks }: { own: number; shared: number; tasks: number },
  pieces: readonly Tensor[],
  options: ForwardOptions,
): { ofTasks: Tensor; common: Tensor | null } {
  const sharedEnds = runLayers(copyReplicas(common, shared), level.shared, pieces, options);
  const ownEnds = runLayers(copyReplicas(ofTasks, own), level.own, pieces, options);
  const [copies, rows, width] = ownEnds.shape as [number, number, number];
  const perTask = reshape(ownEnds, [copies / own, own, rows, width]);
  const mixed = mixExperts(ofTasks, joinExperts(perTask, offerToAll(sharedEnds, shared, tasks)), level.gates, pieces);
  if (level.common === null) return { ofTasks: mixed, common: null };
  const all = joinExperts(offerToAll(ownEnds, tasks * own, 1), offerToAll(sharedEnds, shared, 1));
  return { ofTasks: mixed, common: mixExperts(common, all, level.common, pieces) };
}

function drawLevel(
  level: Level,
  at: number,
  levels: number,
  { own, shared }: Pick<ExtractionOptions, 'own' | 'shared'>,
  shape: NetworkShape,
): Part[] {
  const first = (level.shared.layers[0]?.layer ?? 0) + at + 1;
  const gateStage = first + level.shared.layers.length;
  const last = lastLayer(level.shared);
  const ofTask = (task: number): string[] => [at === 0 ? inputPart : `gate ${at - 1} ${task}`];
  const sharedIds = Array.from({ length: shared }, (_, expert) => `shared ${at} ${expert}/${last.layer}`);
  const ownIds = (task: number): string[] =>
    Array.from({ length: own }, (_, expert) => `own ${at} ${task} ${expert}/${last.layer}`);
  const gate = (
    gates: Gates,
  ): Pick<Part, 'inputs' | 'outputs' | 'parameters' | 'multiplyAdds' | 'details' | 'stage'> => ({
    stage: gateStage,
    inputs: gates.inputs,
    outputs: last.width,
    parameters: gateSize(gates),
    multiplyAdds: gateSize(gates) + gates.choices * last.width,
    details: `mixes ${gates.choices} experts by what comes in`,
  });
  return [
    ...Array.from({ length: shared }, (_, expert) =>
      drawLayers(level.shared, shape, {
        id: `shared ${at} ${expert}`,
        label: (layer) => `Shared ${expert + 1}, layer ${layer + 1}`,
        owner: 'shared',
        from: [at === 0 ? inputPart : `common ${at - 1}`],
        stage: first,
      }),
    ).flat(),
    ...shape.heads.flatMap((_, task) =>
      Array.from({ length: own }, (__, expert) =>
        drawLayers(level.own, shape, {
          id: `own ${at} ${task} ${expert}`,
          label: (layer) => `Own ${expert + 1}, layer ${layer + 1}`,
          owner: [task],
          from: ofTask(task),
          stage: first,
        }),
      ).flat(),
    ),
    ...shape.heads.map((_, task) => ({
      id: `gate ${at} ${task}`,
      label: 'gate',
      owner: [task],
      from: [...ownIds(task), ...sharedIds],
      ...gate(level.gates),
    })),
    ...(level.common === null || at === levels - 1
      ? []
      : [
          {
            id: `common ${at}`,
            label: 'common gate',
            owner: 'shared' as const,
            from: [...shape.heads.flatMap((_, task) => ownIds(task)), ...sharedIds],
            ...gate(level.common),
          },
        ]),
  ];
}
