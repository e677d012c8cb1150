import type { Handlers } from '../contract/procedure.ts';
import { describeInput } from '../core/prepare/describe-input.ts';
import type { ServiceContext } from './context.ts';

/** What becomes of each input column of a study. */
export function createInputHandlers({ workspace, tables }: ServiceContext): Pick<Handlers, 'study.inputs'> {
  return {
    'study.inputs': async ({ studyId }) => {
      const { spec } = workspace.studies.get(studyId);
      const table = await tables.read(spec.dataset.id);
      return table.columns
        .filter(({ name }) => Object.hasOwn(spec.roles, name) && spec.roles[name] === 'input')
        .map((column) => describeInput(column, spec.inputs));
    },
  };
}
