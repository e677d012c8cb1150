import { toStudyFile } from '../../service/study-file.ts';
import { workspaceOption, type Command } from './command.ts';
import { done } from './exit-code.ts';
import { withService } from './open-service.ts';
import { checkWritable, writeWhole } from './output.ts';

export const exportStudy: Command = {
  name: 'export',
  usage: 'ID [OUT.json]',
  summary: 'a study as a file that "run" repeats to the same numbers',
  options: [workspaceOption],
  positionals: { least: 1, most: 2, names: 'the id of the study' },
  async run(args, terminal) {
    const [studyId = '', out] = args.positionals;
    const target = out === undefined || out === '-' ? null : out;
    if (target !== null) checkWritable(target);
    const file = await withService(args, async (service) => {
      const { spec } = await service.handlers['study.get']({ studyId });
      return toStudyFile(spec, await service.handlers['dataset.get']({ datasetId: spec.dataset.id }));
    });
    const text = JSON.stringify(file, null, 2);
    if (target === null) terminal.print(text);
    else {
      writeWhole(target, `${text}\n`);
      terminal.print(`Saved ${target}`);
    }
    return done;
  },
};
