import type { Handlers } from '../contract/procedure.ts';
import { problemsWithAudit } from './audit-problem.ts';
import type { ServiceContext } from './context.ts';
import { checkStudy } from './study-check.ts';

export function createDesignHandlers(context: ServiceContext): Pick<Handlers, 'study.problems' | 'study.check'> {
  const { workspace } = context;
  return {
    'study.problems': async ({ studyId }) => {
      const { spec } = workspace.studies.get(studyId);
      return problemsWithAudit(context, studyId, spec, await checkStudy(context, spec));
    },
    'study.check': async ({ studyId }) => {
      const { spec } = workspace.studies.get(studyId);
      const checked = await checkStudy(context, spec);
      const problems = problemsWithAudit(context, studyId, spec, checked);
      const { buildDesignCheck } = await import('./design-check.ts');
      return buildDesignCheck(spec, problems, checked.material);
    },
  };
}
