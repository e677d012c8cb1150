import path from 'node:path';
import { AppError } from '../contract/error.ts';
import type { Handlers } from '../contract/procedure.ts';
import { studySpecSchema } from '../contract/study.ts';
import { suggestRoles } from '../core/audit/suggest-roles.ts';
import { readSamples } from '../store/dataset/sample.ts';
import type { ServiceContext } from './context.ts';
import { importDataset } from './dataset.ts';
import { applicationFolder } from './place.ts';
import { defaultSpec } from './study-default.ts';
import { insertStudy, toStudy } from './study.ts';

const samplesFolder = path.join(applicationFolder, 'resources', 'sample');

export function createSampleHandlers(context: ServiceContext): Pick<Handlers, 'sample.list' | 'sample.open'> {
  return {
    'sample.list': async () => (await readSamples(samplesFolder)).map(({ sample }) => sample),
    'sample.open': async ({ sampleId }) => {
      const samples = await readSamples(samplesFolder);
      const found = samples.find(({ sample }) => sample.id === sampleId);
      if (found === undefined) {
        const known = samples.map(({ sample }) => sample.id);
        throw new AppError('not-found', `unknown sample: ${sampleId}; there are ${known.join(', ')}`);
      }
      const file = { path: found.filePath, name: found.file };
      const dataset = await importDataset(context, file, found.import, { sampleId });
      const roles = {
        ...suggestRoles(dataset.description),
        ...found.roles,
        ...Object.fromEntries(found.tasks.map((task) => [task.column, 'task' as const])),
      };
      const defaults = defaultSpec(dataset, roles, found.sample.name);
      const spec = studySpecSchema.parse({ ...defaults, ...found.study, tasks: found.tasks });
      const study = insertStudy(context, spec, sampleId);
      context.events.emit({ kind: 'studies-changed' });
      return toStudy(study);
    },
  };
}
