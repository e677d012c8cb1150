import { armId } from '../../contract/arm.ts';
import { AppError } from '../../contract/error.ts';
import type { Explanation } from '../../contract/explain.ts';
import { nearest } from '../../service/nearest.ts';
import type { Service } from '../../service/service.ts';
import { jsonOption, workspaceOption, type Command } from './command.ts';
import { done } from './exit-code.ts';
import { readKnownArm } from './known-arm.ts';
import { withService } from './open-service.ts';
import { checkWritable, jsonTarget, printsJson, writeJson } from './output.ts';
import { printExplanation } from './print-explanation.ts';

export const explain: Command = {
  name: 'explain',
  usage: 'ID [--task NAME] [--arm ARM]',
  summary: 'why a task fared as it did beside its twin: findings, errors, rows fixed or broken, worst cohorts',
  options: [
    { name: 'task', value: 'NAME', meaning: 'this task alone (default: every task)' },
    { name: 'arm', value: 'ARM', meaning: 'this arm (default: the one that the verdict speaks of)' },
    workspaceOption,
    jsonOption,
  ],
  positionals: { least: 1, most: 1, names: 'the id of the study' },
  async run(args, terminal) {
    const [studyId = ''] = args.positionals;
    const target = jsonTarget(args);
    if (target !== null) checkWritable(target);
    const explanations = await withService(args, (service) =>
      explainTasks(service, studyId, { task: args.get('task'), arm: args.get('arm') }),
    );
    writeJson(args, terminal, { studyId, explanations });
    if (!printsJson(args)) for (const explanation of explanations) printExplanation(terminal, explanation);
    return done;
  },
};

async function explainTasks(
  service: Service,
  studyId: string,
  wanted: { readonly task: string | undefined; readonly arm: string | undefined },
): Promise<Explanation[]> {
  const { spec } = await service.handlers['study.get']({ studyId });
  const tasks = spec.tasks.map((task) => task.column);
  const arms = spec.arms.map(armId);
  if (wanted.task !== undefined) checkKnown('task', wanted.task, tasks);
  const given = wanted.arm === undefined ? undefined : readKnownArm(wanted.arm, spec);
  if (given !== undefined) checkKnown('arm', given, arms);
  const arm = given ?? (await defaultArm(service, studyId)) ?? arms[0];
  if (arm === undefined) throw new AppError('bad-data', 'nothing to explain: the study has no arm beside its twins');
  const explanations: Explanation[] = [];
  for (const task of wanted.task === undefined ? tasks : [wanted.task]) {
    explanations.push(await service.handlers['explain.get']({ studyId, task, arm }));
  }
  return explanations;
}

async function defaultArm(service: Service, studyId: string): Promise<string | null> {
  const { verdict } = await service.handlers['comparison.get']({ studyId, baseline: null, metric: null });
  return verdict.overall.arm;
}

function checkKnown(what: 'task' | 'arm', given: string, known: readonly string[]): void {
  if (known.includes(given)) return;
  const near = nearest(given, known);
  const repair = near === null ? `the study has ${known.join(', ')}` : `did you mean ${near}?`;
  throw new AppError('wrong-use', `unknown ${what}: ${given}; ${repair}`);
}
