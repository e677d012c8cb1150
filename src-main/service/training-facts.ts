import { isAlternative, twinTask } from '../contract/arm.ts';
import type { StudySpec } from '../contract/study.ts';
import type { TrainingFacts } from '../core/explain/find-why.ts';
import type { Workspace } from '../store/workspace.ts';
import { countLabels } from './comparison.ts';
import type { HistoryCache } from './history-cache.ts';
import { mergeSpreads, type CohortSummary, type Spread } from './live-history.ts';

/** What is stored of an arm's training beside its scores, task by task. */
export function readTrainingFacts(
  workspace: Workspace,
  histories: HistoryCache,
  studyId: string,
  arm: string,
): TrainingFacts {
  const { spec } = workspace.studies.get(studyId);
  const summaries = histories.read(studyId);
  const isMultiTask = twinTask(arm) === null && !isAlternative(arm);
  return {
    labelCounts: countLabels(workspace, spec),
    taskWeights: isMultiTask
      ? meanByTask(spec, (task) => spreadsOf(summaries, (epoch) => epoch.taskWeights.get(arm)?.[task]))
      : {},
    firstLosses: meanByTask(spec, (task) =>
      spreadsOf(
        summaries.map((summary) => ({ epochs: summary.epochs.slice(0, 1) })),
        (epoch) => epoch.trainLoss.get(arm)?.[task],
      ),
    ),
  };
}

type Epochs = Pick<CohortSummary, 'epochs'>;

function spreadsOf(
  summaries: readonly Epochs[],
  read: (epoch: CohortSummary['epochs'][number]) => Spread | undefined,
): Spread {
  return mergeSpreads(summaries.flatMap(({ epochs }) => epochs.flatMap((epoch) => read(epoch) ?? [])));
}

/** The mean of each task for which there is one. */
function meanByTask(spec: StudySpec, read: (task: number) => Spread): Record<string, number> {
  return Object.fromEntries(
    spec.tasks.flatMap(({ column }, task) => {
      const { sum, count } = read(task);
      return count === 0 ? [] : [[column, sum / count] as const];
    }),
  );
}
