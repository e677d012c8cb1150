import { compareScoreFile } from '../../service/compare-file.ts';
import { readNumber } from './arguments.ts';
import { jsonOption, type Command } from './command.ts';
import { done } from './exit-code.ts';
import { checkWritable, jsonTarget, printsJson, writeJson } from './output.ts';
import { printComparison } from './print-comparison.ts';

export const compare: Command = {
  name: 'compare',
  usage: 'SCORES.csv',
  summary: 'paired statistics on scores from anywhere (arm, split, seed, task, metric, value [, n_train, n_test])',
  options: [
    { name: 'baseline', value: 'ARM', meaning: "compare with this arm (default: each task's single-task twin)" },
    { name: 'rope', value: 'X', meaning: 'region of practical equivalence, in units of the metric' },
    jsonOption,
  ],
  positionals: { least: 1, most: 1, names: 'the file of scores' },
  async run(args, terminal) {
    const rope = readNumber(args, 'rope', Number.MIN_VALUE, Number.MAX_VALUE);
    const target = jsonTarget(args);
    if (target !== null) checkWritable(target, args);
    const { comparison, verdict } = await compareScoreFile(args.positionals[0] ?? '', {
      baseline: args.get('baseline') ?? null,
      ...(rope === undefined ? {} : { rope }),
    });
    writeJson(args, terminal, { ...comparison, verdict });
    if (!printsJson(args)) printComparison(terminal, comparison, verdict);
    return done;
  },
};
