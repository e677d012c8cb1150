import { describeFile } from '../../service/describe-file.ts';
import { jsonOption, type Command } from './command.ts';
import { done } from './exit-code.ts';
import { importArguments, readDataSource } from './import-argument.ts';
import { checkWritable, jsonTarget, printsJson, writeJson } from './output.ts';
import { formatTable } from './terminal.ts';

export const describe: Command = {
  name: 'describe',
  usage: 'DATA',
  summary: 'columns of a file: types, counts, and what was changed on the way in',
  options: [...importArguments, jsonOption],
  positionals: { least: 1, most: 1, names: 'the file to describe' },
  async run(args, terminal) {
    const target = jsonTarget(args);
    if (target !== null) checkWritable(target, args);
    const description = await describeFile(args.positionals[0] ?? '', readDataSource(args));
    writeJson(args, terminal, description);
    if (printsJson(args)) return done;
    terminal.print(`${args.positionals[0] ?? ''}: ${description.rows} rows, ${description.columns.length} columns\n`);
    terminal.print(
      formatTable({
        header: ['column', 'type', 'missing', 'distinct', 'examples', 'flags'],
        rightAligned: [2, 3],
        rows: description.columns.map((column) => [
          column.name,
          column.type,
          String(column.missing),
          String(column.distinct),
          column.examples.slice(0, 3).join(', '),
          column.flags.join(', '),
        ]),
      }),
    );
    for (const warning of description.warnings) terminal.print(`\n${warning.code}: ${warning.message}`);
    return done;
  },
};
