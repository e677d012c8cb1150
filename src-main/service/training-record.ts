import type { TrainingEvent } from '../contract/training.ts';
import { saveCheckpoint, saveModels, savePredictions } from '../store/result-file.ts';
import type { Workspace } from '../store/workspace.ts';

/**
 * Stores what a trainer tells: files first, then the database in one transaction. Killed at any moment, the workspace
 * holds everything up to an event and nothing of the next.
 */
export function recordEvent(workspace: Workspace, studyId: string, event: TrainingEvent): void {
  const { cohorts, runs } = workspace;
  switch (event.kind) {
    case 'compiled':
      workspace.transactSoon(() => {
        cohorts.setCompiled(studyId, event);
        workspace.studies.change(studyId, { engine: event.engine });
      });
      break;
    case 'epochs':
      // a resumed study takes up epochs from a checkpoint, which waits for the disk
      workspace.transactSoon(() => {
        cohorts.addEpochs(studyId, event);
        event.replicas.forEach((key, replica) => {
          runs.setProgress(studyId, key, 'training', lastActiveEpoch(event, replica));
        });
      });
      break;
    case 'checkpoint':
      saveCheckpoint(workspace, studyId, event);
      break;
    case 'evaluated': {
      const places = savePredictions(workspace, studyId, event.runs);
      const models = saveModels(workspace, studyId, event.runs);
      workspace.transact(() => {
        for (const run of event.runs) runs.setEvaluated(studyId, run);
        for (const place of places) runs.setPrediction(place);
        for (const [run, own] of models) workspace.models.set(run, own);
        workspace.importances.forget(studyId);
        // a cohort that was stopped goes on from its checkpoint when the study is resumed
        if (event.runs.every((run) => run.status !== 'cancelled')) {
          cohorts.setEvaluated(studyId, event.cohort, event.seconds);
        }
      });
      break;
    }
    case 'failed':
      workspace.transact(() =>
        cohorts.setFailed(studyId, event.cohort, { message: event.message, remedy: event.remedy }),
      );
      break;
  }
}

/** Number of epochs after which the replica was last in training; 0 keeps what is known when it has stopped before. */
function lastActiveEpoch(event: Extract<TrainingEvent, { kind: 'epochs' }>, replica: number): number {
  for (let index = event.count - 1; index >= 0; index -= 1) {
    if (event.active[index * event.replicas.length + replica] === 1) return event.fromEpoch + index + 1;
  }
  return 0;
}
