import type { Handlers } from '../contract/procedure.ts';
import { atOnce } from './at-once.ts';
import type { ServiceContext } from './context.ts';

export function createAuditHandlers({
  workspace,
  audits,
}: ServiceContext): Pick<Handlers, 'audit.run' | 'audit.cancel'> {
  return {
    'audit.run': async ({ studyId }) => audits.run(studyId, workspace.studies.get(studyId).spec),
    'audit.cancel': atOnce(({ studyId }) => ({ cancelled: audits.cancel(studyId) })),
  };
}
