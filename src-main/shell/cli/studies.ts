import { jsonOption, workspaceOption, type Command } from './command.ts';
import { done } from './exit-code.ts';
import { withService } from './open-service.ts';
import { printsJson, writeJson } from './output.ts';
import { formatTable } from './terminal.ts';

export const studies: Command = {
  name: 'studies',
  usage: '',
  summary: 'the studies of a workspace',
  options: [{ name: 'archived', value: null, meaning: 'those in the archive instead' }, workspaceOption, jsonOption],
  positionals: { least: 0, most: 0, names: '' },
  async run(args, terminal) {
    const list = await withService(args, (service) =>
      service.handlers['study.list']({ archived: args.has('archived') }),
    );
    writeJson(args, terminal, list);
    if (printsJson(args)) return done;
    if (list.length === 0) {
      terminal.print('No studies yet; "tandem run DATA.csv --task NAME" makes one.');
      return done;
    }
    terminal.print(
      formatTable({
        header: ['id', 'name', 'status', 'data', 'rows', 'tasks', 'arms', 'runs', 'changed', 'verdict'],
        rightAligned: [4, 6, 7],
        rows: list.map((study) => [
          study.id,
          study.name,
          study.status,
          study.datasetName,
          String(study.rows),
          study.tasks.join(', '),
          String(study.armCount),
          String(study.runCount),
          study.updatedAt.slice(0, 16).replace('T', ' '),
          study.verdict ?? '–',
        ]),
      }),
    );
    return done;
  },
};
