import type { StudyHoldings } from '../../contract/deletion.ts';
import { listGoing, sayDeletion, sayUse } from '../../contract/deletion-text.ts';
import { AppError } from '../../contract/error.ts';
import { ask, canAsk } from './ask.ts';
import { jsonOption, workspaceOption, type Command } from './command.ts';
import { done } from './exit-code.ts';
import { formatBytes } from './format-bytes.ts';
import { withService } from './open-service.ts';
import { checkWritable, jsonTarget, printsJson, writeJson } from './output.ts';

export const deleteStudy: Command = {
  name: 'delete',
  usage: 'ID [--data] [--yes]',
  summary: 'a study for good, with its runs, models and predictions',
  options: [
    { name: 'data', value: null, meaning: 'its data too, unless another study uses them' },
    { name: 'yes', value: null, meaning: 'without asking; needed where there is no terminal to ask on' },
    workspaceOption,
    jsonOption,
  ],
  positionals: { least: 1, most: 1, names: 'the id of the study' },
  async run(args, terminal) {
    const [studyId = ''] = args.positionals;
    const [data, isSure] = [args.has('data'), args.has('yes')];
    const target = jsonTarget(args);
    if (target !== null) checkWritable(target);
    if (!isSure && !canAsk()) {
      throw new AppError(
        'wrong-use',
        'there is no terminal to ask on whether to delete; add --yes to delete without asking',
      );
    }
    const deleted = await withService(args, async ({ handlers }) => {
      const holdings = await handlers['study.holdings']({ studyId });
      if (!isSure) {
        terminal.note(describe(holdings, data));
        await requireYes();
      }
      return handlers['study.delete']({ studyId, data });
    });
    writeJson(args, terminal, deleted);
    if (!printsJson(args)) terminal.print(sayDeletion(deleted, data, formatBytes));
    return done;
  },
};

function describe(holdings: StudyHoldings, data: boolean): string {
  const { studyId, name, bytes, dataset } = holdings;
  const dataGoes = data && dataset.otherStudies.length === 0;
  const own = `the data in ${dataset.fileName} (${formatBytes(dataset.bytes)})`;
  return [
    `Study ${studyId}: ${name}`,
    `Deleted for good (${formatBytes(bytes)} on the disk):`,
    ...[...listGoing(holdings), ...(dataGoes ? [own] : [])].map((line) => `  ${line}`),
    'Stays:',
    ...[...(dataGoes ? [] : [own]), 'reports and tables that were saved as files'].map((line) => `  ${line}`),
    `${sayUse(holdings)}${!data && dataset.otherStudies.length === 0 ? ' With --data it goes too.' : ''}`,
  ].join('\n');
}

async function requireYes(): Promise<void> {
  const answer = await ask('Delete it? [y/N] ');
  if (/^\s*y(es)?\s*$/i.test(answer ?? '')) return;
  throw new AppError('cancelled', 'nothing was deleted');
}
