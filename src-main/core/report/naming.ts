import { nameArms } from '../../contract/arm-name.ts';
import { twinTask } from '../../contract/arm.ts';
import { nameOfArm, type Naming } from '../compare/naming.ts';
import type { ReportRecord } from './record.ts';

/** What the arms and metrics of a record are called. */
export function namingOf({ study, catalogue }: Pick<ReportRecord, 'study' | 'catalogue'>): Naming {
  return {
    armNames: nameArms(study.spec.arms, catalogue),
    directions: (id) => catalogue.metrics.find((metric) => metric.id === id),
  };
}

/** A metric's name where it stands alone, else its id. */
export function nameOfMetric(metric: string, naming: Naming): string {
  return naming.directions?.(metric)?.name ?? metric;
}

/** An arm where the task of a twin is not said beside it. */
export function nameRunArm(arm: string, naming: Naming): string {
  const task = twinTask(arm);
  return task === null ? nameOfArm(arm, naming) : `single-task twin of ${task}`;
}
