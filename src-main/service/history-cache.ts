import type { Workspace } from '../store/workspace.ts';
import { CohortHistory } from './live-history.ts';

/** Summaries of stored epochs, each epoch read once. */
export interface HistoryCache {
  read(studyId: string): CohortHistory[];
  /** After stored epochs were taken back. */
  forget(studyId: string): void;
}

const mostStudies = 4;

export function createHistoryCache(workspace: Workspace): HistoryCache {
  const studies = new Map<string, Map<string, CohortHistory>>();
  return {
    read(studyId) {
      const histories = studies.get(studyId) ?? new Map<string, CohortHistory>();
      studies.delete(studyId);
      studies.set(studyId, histories);
      const oldest = studies.keys().next().value;
      if (studies.size > mostStudies && oldest !== undefined) studies.delete(oldest);

      for (const cohort of workspace.cohorts.list(studyId)) {
        if (cohort.replicas === null) continue;
        const history = histories.get(cohort.name) ?? new CohortHistory(cohort);
        histories.set(cohort.name, history);
        for (const record of workspace.cohorts.listEpochs(studyId, cohort.name, history.next)) history.add(record);
      }
      return [...histories.values()];
    },
    forget(studyId) {
      studies.delete(studyId);
    },
  };
}
