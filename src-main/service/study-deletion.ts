import path from 'node:path';
import type { StudyHoldings } from '../contract/deletion.ts';
import { AppError } from '../contract/error.ts';
import type { Handlers } from '../contract/procedure.ts';
import { diskBytes } from '../store/disk-bytes.ts';
import type { StudyRecord } from '../store/study-store.ts';
import type { Workspace } from '../store/workspace.ts';
import { forgetLastStudy } from './application.ts';
import { atOnce } from './at-once.ts';
import type { ServiceContext } from './context.ts';
import { sourcePath } from './dataset-source.ts';
import { dropDataset } from './dataset.ts';
import { parquetPath } from './table-cache.ts';

/** What a study holds, and its end: rows first, in one transaction, then files, then what is kept of it in memory. */
export function createDeletionHandlers(context: ServiceContext): Pick<Handlers, 'study.holdings' | 'study.delete'> {
  const { workspace, events, tables, materials, audits } = context;
  const { studies, removals } = workspace;
  return {
    'study.holdings': atOnce(({ studyId }) => readHoldings(workspace, studies.get(studyId))),
    'study.delete': atOnce(({ studyId, data }) => {
      const study = studies.get(studyId);
      if (study.status === 'running') {
        throw new AppError('conflict', `the study ${studyId} is running; stop it before it is deleted`, {
          details: { status: study.status },
        });
      }
      const { name, dataset } = study.spec;
      const otherStudies = namesBeside(workspace, study);
      const dataDeleted = data && otherStudies.length === 0;
      workspace.transact(() => {
        removals.add(path.join(workspace.runsFolder, studyId));
        studies.remove(studyId);
        if (dataDeleted) dropDataset(workspace, dataset.id);
        forgetLastStudy(workspace, studyId);
      });
      const { freedBytes, leftBytes } = removals.carryOut();
      // copying the database would keep a training waiting
      const compacted = studies.isAnyRunning() ? 0 : workspace.compact();
      materials.forget(dataset.id);
      if (otherStudies.length === 0) tables.forget(dataset.id);
      events.emit({ kind: 'study-deleted', studyId });
      if (dataDeleted) {
        audits.forget(dataset.contentHash);
        events.emit({ kind: 'datasets-changed' });
      }
      events.emit({ kind: 'studies-changed' });
      return { studyId, name, dataDeleted, otherStudies, freedBytes: freedBytes + compacted, leftBytes };
    }),
  };
}

function readHoldings(workspace: Workspace, study: StudyRecord): StudyHoldings {
  const { id: studyId, status, spec } = study;
  const { fileName, contentHash } = workspace.datasets.get(spec.dataset.id);
  const isShared = workspace.datasets.findByContent(contentHash).length > 1;
  const table = isShared ? 0 : diskBytes(parquetPath(workspace, contentHash));
  return {
    studyId,
    name: spec.name,
    status,
    runs: workspace.runs.count(studyId),
    keptModels: new Set(workspace.models.list(studyId).map(({ runId }) => runId)).size,
    bytes: diskBytes(path.join(workspace.runsFolder, studyId)) + workspace.cohorts.countBytes(studyId),
    dataset: {
      fileName,
      bytes: table + diskBytes(sourcePath(workspace, spec.dataset.id)),
      otherStudies: namesBeside(workspace, study),
    },
  };
}

/** Of the other studies on the data of a study. */
function namesBeside({ studies }: Workspace, { id, spec }: StudyRecord): string[] {
  return studies.listOn(spec.dataset.id).flatMap((other) => (other.id === id ? [] : [other.spec.name]));
}
