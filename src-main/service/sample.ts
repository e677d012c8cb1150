import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { sampleSchema } from '../contract/application.ts';
import { importOptionsSchema } from '../contract/dataset.ts';
import { AppError } from '../contract/error.ts';
import type { Handlers } from '../contract/procedure.ts';
import { roleSchema, studySpecSchema, taskSchema } from '../contract/study.ts';
import { suggestRoles } from '../core/audit/suggest-roles.ts';
import { atOnce } from './at-once.ts';
import type { ServiceContext } from './context.ts';
import { importDataset } from './dataset.ts';
import { applicationFolder } from './place.ts';
import { defaultSpec } from './study-default.ts';
import { insertStudy, toStudy } from './study.ts';

const samplesFolder = path.join(applicationFolder, 'resources', 'sample');

/** `sample.json` beside its data: what it is, and the study that is ready to run on it. */
const sampleFileSchema = z.strictObject({
  sample: sampleSchema,
  file: z.string(),
  /** Roles other than those that the columns suggest. */
  roles: z.record(z.string(), roleSchema),
  tasks: z.array(taskSchema),
  study: studySpecSchema
    .pick({
      split: true,
      seeds: true,
      baseSeed: true,
      network: true,
      training: true,
      arms: true,
      claim: true,
      fewerModelsIsAGoal: true,
      note: true,
    })
    .partial(),
});
type SampleFile = z.infer<typeof sampleFileSchema>;

export function createSampleHandlers(context: ServiceContext): Pick<Handlers, 'sample.list' | 'sample.open'> {
  return {
    'sample.list': atOnce(() => listSamples().map(({ sample }) => sample)),
    'sample.open': async ({ sampleId }) => {
      const found = listSamples().find(({ sample }) => sample.id === sampleId);
      if (found === undefined) {
        const known = listSamples().map(({ sample }) => sample.id);
        throw new AppError('not-found', `unknown sample: ${sampleId}; there are ${known.join(', ')}`);
      }
      const file = { path: path.join(samplesFolder, sampleId, found.file), name: found.file };
      const dataset = await importDataset(context, file, importOptionsSchema.parse({}), { sampleId });
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

function listSamples(): SampleFile[] {
  return readdirSync(samplesFolder)
    .map((name) => path.join(samplesFolder, name, 'sample.json'))
    .filter((file) => existsSync(file))
    .map((file) => sampleFileSchema.parse(JSON.parse(readFileSync(file, 'utf8'))));
}
