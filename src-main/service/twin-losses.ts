import type { StudySpec } from '../contract/study.ts';
import { withTwinLosses } from '../core/train/twin-losses.ts';
import type { EpochRecord } from '../store/cohort-store.ts';
import type { Workspace } from '../store/workspace.ts';
import { runKey } from './training-material.ts';
import type { CohortPlan } from './training/plan.ts';

/**
 * A cohort with the stored validation losses of the twins that it waited for, each at its best epoch: the same whether they have
 * ended just now or before a crash.
 */
export function readTwinLosses(workspace: Workspace, studyId: string, spec: StudySpec, plan: CohortPlan): CohortPlan {
  const bestEpochs = new Map(
    workspace.runs
      .list(studyId)
      .flatMap((run) =>
        run.status === 'completed' && run.bestEpoch !== null ? [[runKey(run), run.bestEpoch] as const] : [],
      ),
  );
  const places = new Map<string, { readonly epochs: readonly EpochRecord[]; readonly first: number }>();
  for (const { name, replicas, tasks } of workspace.cohorts.list(studyId)) {
    if (plan.waitsFor?.includes(name) !== true || replicas === null || tasks === null) continue;
    const epochs = workspace.cohorts.listEpochs(studyId, name, 0);
    replicas.forEach((key, position) => places.set(runKey(key), { epochs, first: position * tasks.length }));
  }
  return withTwinLosses(
    plan,
    spec.tasks.map((task) => task.column),
    (twin, task) => {
      const place = places.get(runKey(twin));
      const record = place?.epochs.find(({ epoch }) => epoch === bestEpochs.get(runKey(twin)));
      return record?.validationLoss[(place?.first ?? 0) + task] ?? null;
    },
  );
}
