import { armId } from '../../contract/arm.ts';
import { AppError } from '../../contract/error.ts';
import { defaultRepeats, mostRepeats, type Importance, type ImportanceEstimate } from '../../contract/importance.ts';
import type { Service } from '../../service/service.ts';
import { readInteger } from './arguments.ts';
import { jsonOption, workspaceOption, type Command } from './command.ts';
import { engineOption } from './engine-argument.ts';
import { done } from './exit-code.ts';
import { readKnownArm } from './known-arm.ts';
import { withService } from './open-service.ts';
import { checkWritable, jsonTarget, printsJson, writeJson } from './output.ts';
import { formatTable, type Terminal } from './terminal.ts';

export const importance: Command = {
  name: 'importance',
  usage: 'ID [--arm ARM] [--task NAME]',
  summary: 'which inputs an arm and the single-task twins rely on: permutation importance by the kept models',
  options: [
    { name: 'arm', value: 'ARM', meaning: 'this arm (default: the one that the verdict speaks of)' },
    { name: 'task', value: 'NAME', meaning: 'this task alone (default: every task)' },
    {
      name: 'repeats',
      value: 'N',
      meaning: `permutations of each input that are averaged (default: ${defaultRepeats})`,
    },
    engineOption,
    workspaceOption,
    jsonOption,
  ],
  positionals: { least: 1, most: 1, names: 'the id of the study' },
  async run(args, terminal) {
    const [studyId = ''] = args.positionals;
    const repeats = readInteger(args, 'repeats', 1, mostRepeats) ?? defaultRepeats;
    const target = jsonTarget(args);
    if (target !== null) checkWritable(target);
    const importances = await withService(args, async (service) => {
      const { spec } = await service.handlers['study.get']({ studyId });
      const task = args.get('task');
      const tasks = task === undefined ? spec.tasks.map(({ column }) => column) : [task];
      const given = args.get('arm');
      const arm =
        (given === undefined ? await verdictArm(service, studyId) : readKnownArm(given, spec)) ??
        spec.arms.map(armId)[0];
      if (arm === undefined)
        throw new AppError('bad-data', 'nothing to compare: the study has no arm beside its twins');
      return measureTasks(service, terminal, { studyId, arm, tasks, repeats });
    });
    writeJson(args, terminal, { studyId, importances });
    if (!printsJson(args)) for (const one of importances) printImportance(terminal, one);
    return done;
  },
};

async function verdictArm(service: Service, studyId: string): Promise<string | null> {
  const { verdict } = await service.handlers['comparison.get']({ studyId, baseline: null, metric: null });
  return verdict.overall.arm;
}

async function measureTasks(
  service: Service,
  terminal: Terminal,
  { tasks, ...rest }: { studyId: string; arm: string; tasks: readonly string[]; repeats: number },
): Promise<Importance[]> {
  const unsubscribe = service.subscribe((event) => {
    if (event.kind !== 'importance-progress') return;
    const percent = String(Math.floor(100 * event.fraction)).padStart(3);
    terminal.status(event.fraction >= 1 ? '' : `${percent} %  ${event.task}`);
  });
  try {
    const importances: Importance[] = [];
    for (const task of tasks) importances.push(await service.handlers['importance.run']({ ...rest, task }));
    return importances;
  } finally {
    unsubscribe();
    terminal.status('');
  }
}

function printImportance(terminal: Terminal, { task, metric, inputs, figure, footnote, warnings }: Importance): void {
  const [arm = ''] = figure.table.columns.slice(1, 2);
  terminal.print(`${task}: worse ${metric.name} when an input is permuted`);
  terminal.print(
    formatTable({
      header: ['input', arm, '95 %', 'twin', '95 %', 'difference', '95 %'],
      rightAligned: [1, 2, 3, 4, 5, 6],
      rows: inputs.map((input) => [
        input.column,
        ...[input.arm, input.twin, input.difference].flatMap((estimate) => showEstimate(estimate)),
      ]),
    }),
  );
  terminal.print(figure.summary);
  for (const warning of warnings) terminal.print(`Note: ${warning}`);
  terminal.print(`${footnote}\n`);
}

function showEstimate({ mean, ci95 }: ImportanceEstimate): [string, string] {
  return [show(mean), ci95 === null ? '–' : `[${show(ci95[0])}, ${show(ci95[1])}]`];
}

function show(value: number | null): string {
  return value === null ? '–' : String(Number(value.toPrecision(3))).replace('-', '−');
}
