import path from 'node:path';
import { AppError } from '../../contract/error.ts';
import { defaultCache } from '../../service/place.ts';
import { createService } from '../../service/service.ts';
import { makeTemporaryFolder, removeTemporaryFolder } from '../../service/temporary-folder.ts';
import { jsonOption, type Command } from './command.ts';
import { done } from './exit-code.ts';
import { importArguments, readDataSource } from './import-argument.ts';
import { makeStudy } from './make-study.ts';
import { checkWritable, jsonTarget, printsJson, writeJson } from './output.ts';
import { sayProblem, sayProblems } from './split-option.ts';
import { splitOptions } from './split-argument.ts';
import { readStudyOptions, studyOptions } from './study-argument.ts';
import { formatTable } from './terminal.ts';

const usedOptions = ['task', 'ignore', ...splitOptions.map(({ name }) => name)];

export const split: Command = {
  name: 'split',
  usage: 'DATA --task NAME[:TYPE]...',
  summary:
    'the splits of a study: rows and labels of every part; as JSON with the row indices, the first data row being 0',
  options: [...studyOptions.filter(({ name }) => usedOptions.includes(name)), ...importArguments, jsonOption],
  positionals: { least: 1, most: 1, names: 'the data to split' },
  async run(args, terminal) {
    const json = jsonTarget(args);
    if (json !== null) checkWritable(json, args);
    if (!args.has('task')) {
      throw new AppError('wrong-use', 'missing --task NAME[:TYPE]: name at least one target column');
    }
    const options = readStudyOptions(args);
    const source = readDataSource(args);
    const folder = await makeTemporaryFolder('tandem-split-');
    const service = createService({ workspace: path.join(folder, 'workspace'), cache: defaultCache() });
    try {
      const made = { studyId: null, datasetId: null };
      const file = args.positionals[0] ?? '';
      const study = await makeStudy(service, file, options, made, {
        ...source,
        note: (message) => {
          terminal.note(`Note: ${message}`);
        },
      });
      const { bySplit, problems } = await service.handlers['study.check']({ studyId: study.id });
      const splits = await service.readSplits(study.id).catch((error: unknown) => {
        const blocking = problems.find(({ step, severity }) => step === 'design' && severity === 'error');
        if (blocking === undefined) throw error;
        throw new AppError('impossible-study', sayProblem(study.spec, blocking), {
          cause: error,
          details: { problems },
        });
      });
      const unsplit = bySplit.length > 0 ? undefined : problems.find(({ severity }) => severity === 'error');
      if (unsplit !== undefined) {
        throw new AppError('impossible-study', `${file}: ${sayProblem(study.spec, unsplit)}`, {
          details: { problems },
        });
      }
      const concerning = problems.filter(({ step, severity }) => step === 'design' && severity !== 'note');
      writeJson(args, terminal, {
        plan: study.spec.split,
        splits: bySplit.map((counts, index) => ({
          split: index,
          ...counts,
          rows: {
            train: Array.from(splits[index]?.train ?? []),
            validation: Array.from(splits[index]?.validation ?? []),
            test: Array.from(splits[index]?.test ?? []),
          },
        })),
        problems: concerning,
      });
      if (printsJson(args)) return done;
      terminal.print(
        formatTable({
          header: ['split', 'part', 'rows', ...study.spec.tasks.map((task) => task.column)],
          rightAligned: [0, 2, ...study.spec.tasks.map((_, index) => index + 3)],
          rows: bySplit.flatMap((counts, index) =>
            (['train', 'validation', 'test'] as const).map((part) => [
              String(index + 1),
              part,
              String(counts[part]),
              ...counts.labels.map((label) => String(label[part])),
            ]),
          ),
        }),
      );
      const messages = sayProblems(study.spec, concerning);
      concerning.forEach(({ severity }, index) => {
        terminal.print(`${severity === 'error' ? '✕ blocks the run' : '⚠'}  ${messages[index] ?? ''}`);
      });
      return done;
    } finally {
      await service.close();
      await removeTemporaryFolder(folder);
    }
  },
};
