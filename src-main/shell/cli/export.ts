import { toStudyFile } from '../../service/study-file.ts';
import { workspaceOption, type Command } from './command.ts';
import { done } from './exit-code.ts';
import { withService } from './open-service.ts';
import { writeWhole } from './output.ts';

export const exportStudy: Command = {
  name: 'export',
  usage: 'ID [OUT.json]',
  summary: 'a study as a file that "run" repeats to the same numbers',
  options: [workspaceOption],
  positionals: { least: 1, most: 2, names: 'the id of the study' },
  async run(args, terminal) {
    const [studyId = '', out] = args.positionals;
    const file = await withService(args, async (service) => {
      const { spec } = await service.handlers['study.get']({ studyId });
      return toStudyFile(spec, await service.handlers['dataset.get']({ datasetId: spec.dataset.id }));
    });
    const text = JSON.stringify(file, null, 2);
    if (out === undefined || out === '-') terminal.print(text);
    else {
      writeWhole(out, `${text}\n`);
      terminal.print(`Saved ${out}`);
    }
    return done;
  },
};
