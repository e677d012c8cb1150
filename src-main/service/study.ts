import { suggestRoles } from '../core/audit/suggest-roles.ts';
import { describeNetworks } from '../core/train/describe-network.ts';
import { AppError } from '../contract/error.ts';
import type { Handlers } from '../contract/procedure.ts';
import type { Study, StudySpec, StudySummary } from '../contract/study.ts';
import type { StudyRecord } from '../store/study-store.ts';
import { atOnce } from './at-once.ts';
import type { ServiceContext } from './context.ts';
import { createId } from './id.ts';
import { defaultSpec } from './study-default.ts';
import { suggestTaskFor } from './task-suggestion.ts';

type StudyHandlers = Pick<
  Handlers,
  | 'study.create'
  | 'study.list'
  | 'study.get'
  | 'study.change'
  | 'study.suggestTask'
  | 'study.rename'
  | 'study.duplicate'
  | 'study.archive'
  | 'study.star'
  | 'study.networks'
>;

export function createStudyHandlers(context: ServiceContext): StudyHandlers {
  const { workspace, events, tables, materials } = context;
  const { studies, runs, datasets } = workspace;

  function announce(study: StudyRecord): Study {
    events.emit({ kind: 'studies-changed' });
    return toStudy(study);
  }

  return {
    'study.create': atOnce(({ datasetId, name }) => {
      const dataset = datasets.get(datasetId);
      const roles = suggestRoles(dataset.description);
      return announce(insertStudy(context, defaultSpec(dataset, roles, name ?? dataset.name), dataset.sampleId));
    }),
    'study.list': atOnce(({ archived }) =>
      studies.list({ archived }).map((study) => toSummary(study, runs.count(study.id))),
    ),
    'study.get': atOnce(({ studyId }) => toStudy(studies.get(studyId))),
    'study.change': atOnce(({ studyId, spec }) => {
      checkDraft(studies.get(studyId));
      checkSameData(studies.get(studyId).spec, spec);
      return announce(studies.setSpec(studyId, spec));
    }),
    'study.suggestTask': async ({ studyId, column, type }) => {
      const { spec } = studies.get(studyId);
      return suggestTaskFor(await tables.read(spec.dataset.id), datasets.get(spec.dataset.id), column, type);
    },
    'study.rename': atOnce(({ studyId, name }) => {
      const { spec } = studies.get(studyId);
      return announce(studies.setSpec(studyId, { ...spec, name }));
    }),
    'study.duplicate': atOnce(({ studyId }) => {
      const { spec, sampleId } = studies.get(studyId);
      return announce(insertStudy(context, { ...spec, name: copyName(spec.name) }, sampleId));
    }),
    'study.archive': atOnce(({ studyId, archived }) => {
      const { status } = studies.get(studyId);
      if (archived && status === 'running') {
        throw new AppError('conflict', `the study ${studyId} is running; stop it before it is archived`);
      }
      return announce(studies.change(studyId, { archived }));
    }),
    'study.star': atOnce(({ studyId, starred }) => announce(studies.change(studyId, { starred }))),
    'study.networks': async ({ studyId }) => {
      const { spec } = studies.get(studyId);
      return describeNetworks(spec, await materials.encode(spec));
    },
  };
}

/** A new draft with these settings. */
export function insertStudy(context: ServiceContext, spec: StudySpec, sampleId: string | null): StudyRecord {
  return context.workspace.studies.insert({ id: createId(), datasetId: spec.dataset.id, sampleId, spec });
}

/** What a page gets of a study. */
export function toStudy(study: StudyRecord): Study {
  const { id, status, createdAt, updatedAt, archived, starred, sampleId, spec } = study;
  return { id, status, createdAt, updatedAt, archived, starred, sampleId, spec };
}

function toSummary(study: StudyRecord, runCount: number): StudySummary {
  const { spec } = study;
  return {
    id: study.id,
    name: spec.name,
    status: study.status,
    createdAt: study.createdAt,
    updatedAt: study.updatedAt,
    archived: study.archived,
    starred: study.starred,
    datasetName: spec.dataset.name,
    rows: spec.dataset.rows,
    tasks: spec.tasks.map((task) => task.column),
    armCount: spec.tasks.length + spec.arms.length,
    runCount,
    verdict: study.verdict,
  };
}

/** Throws `conflict` for a study that has been started. */
export function checkDraft(study: StudyRecord): void {
  if (study.status !== 'draft') {
    throw new AppError(
      'conflict',
      `the study ${study.id} has been started and its settings are fixed; duplicate it and change the copy`,
      { details: { status: study.status } },
    );
  }
}

function checkSameData(before: StudySpec, after: StudySpec): void {
  if (before.dataset.id === after.dataset.id && before.dataset.contentHash === after.dataset.contentHash) return;
  throw new AppError('conflict', `the data of a study cannot be exchanged; make a new study of ${after.dataset.name}`);
}

function copyName(name: string): string {
  return `${name.slice(0, 190)} (copy)`;
}
