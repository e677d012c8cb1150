import type { Handlers } from '../contract/procedure.ts';
import type { ServiceContext } from './context.ts';
import { buildDesignCheck } from './design-check.ts';
import { checkStudy } from './study-check.ts';

export function createDesignHandlers(context: ServiceContext): Pick<Handlers, 'study.problems' | 'study.check'> {
  const { workspace, pool } = context;
  return {
    'study.problems': async ({ studyId }) => (await checkStudy(context, workspace.studies.get(studyId).spec)).problems,
    'study.check': async ({ studyId }) => {
      const { spec } = workspace.studies.get(studyId);
      const { problems, material } = await checkStudy(context, spec);
      return buildDesignCheck(spec, problems, material, pool.trainers);
    },
  };
}
