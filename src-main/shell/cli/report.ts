import { AppError } from '../../contract/error.ts';
import { workspaceOption, type Command } from './command.ts';
import { done } from './exit-code.ts';
import { withService } from './open-service.ts';
import { checkReportPath, saveReport } from './save-report.ts';

export const report: Command = {
  name: 'report',
  usage: 'ID [OUT.html | OUT.pdf]',
  summary: 'the report of a study, as one self-contained page or as PDF',
  options: [{ name: 'report', value: 'OUT', meaning: 'the same as the second argument' }, workspaceOption],
  positionals: { least: 1, most: 2, names: 'the id of the study' },
  async run(args, terminal) {
    const [studyId = '', given] = args.positionals;
    if (given !== undefined && args.has('report')) throw new AppError('wrong-use', 'the report is named twice');
    const out = args.get('report') ?? given ?? `tandem-${studyId}.html`;
    checkReportPath(out);
    await withService(args, (service) => saveReport(service, studyId, out));
    terminal.print(`Saved ${out}`);
    return done;
  },
};
