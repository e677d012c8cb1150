import { nameOfArm, type Naming } from '../compare/naming.ts';

/** A task under one arm, as figures name and colour it. */
export interface TaskView {
  readonly task: string;
  /** Place among the study's tasks: decides the colour. */
  readonly index: number;
  readonly arm: string;
  /** How many replicates and rows the figure rests on, for its subtitle. */
  readonly basis: string;
  readonly naming?: Naming;
}

export const twinName = 'single-task twin';

export function armName({ arm, naming }: TaskView): string {
  return nameOfArm(arm, naming ?? {});
}
