import { AppError } from '../../contract/error.ts';
import type { BalanceResult } from '../../contract/method.ts';
import { balanceFile } from '../../service/balance-file.ts';
import { parseArm } from './arm-argument.ts';
import { jsonOption, type Command } from './command.ts';
import { done } from './exit-code.ts';
import { checkWritable, jsonTarget, printsJson, writeJson } from './output.ts';
import { formatTable, type Terminal } from './terminal.ts';

export const balance: Command = {
  name: 'balance',
  usage: 'METHOD --jacobian J.json',
  summary: 'what one method makes of given task gradients: Gramian, cosines, weights, combined gradient',
  options: [
    { name: 'jacobian', value: 'J.json', meaning: 'a matrix, one row a task; or { "jacobian": ..., "losses": ... }' },
    jsonOption,
  ],
  positionals: { least: 1, most: 1, names: 'the method' },
  async run(args, terminal) {
    const file = args.get('jacobian');
    if (file === undefined) throw new AppError('wrong-use', 'missing --jacobian J.json: the task gradients');
    const target = jsonTarget(args);
    if (target !== null) checkWritable(target, args);
    const { method, parameters } = parseArm(args.positionals[0] ?? '', 'hard');
    const result = await balanceFile(method, file, parameters);
    writeJson(args, terminal, result);
    if (!printsJson(args)) printResult(terminal, result);
    return done;
  },
};

function printResult(terminal: Terminal, result: BalanceResult): void {
  const tasks = result.gramian.map((_, task) => `task ${task + 1}`);
  const rightAligned = tasks.map((_, task) => task + 1);
  const toTable = (name: string, values: readonly (readonly (number | null)[])[]): string =>
    formatTable({
      header: [name, ...tasks],
      rightAligned,
      rows: values.map((row, task) => [tasks[task] ?? '', ...row.map(show)]),
    });
  terminal.print(`${toTable('Gramian', result.gramian)}\n`);
  terminal.print(`${toTable('cosine', result.cosines)}\n`);
  const weightsOf = (weights: BalanceResult['weights']): string => weights?.map(show).join('  ') ?? 'coordinate-wise';
  if (result.step > 1)
    terminal.print(`step ${result.step}, as it remembers: these gradients came at every step before, too`);
  terminal.print(`weights    ${weightsOf(result.weights)}`);
  terminal.print(`direction  ${result.direction.map(show).join('  ')}`);
  if (String(result.direction) === String(result.scaledDirection)) return;
  terminal.print('\nas a training applies them:');
  terminal.print(`weights    ${weightsOf(result.scaledWeights)}`);
  terminal.print(`direction  ${result.scaledDirection.map(show).join('  ')}`);
}

function show(value: number | null): string {
  return value === null ? '–' : String(Number(value.toPrecision(6))).replace('-', '−');
}
