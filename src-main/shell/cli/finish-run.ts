import { nameStudy } from '../../service/comparison.ts';
import type { Service } from '../../service/service.ts';
import type { Arguments } from './arguments.ts';
import { printsJson, writeJson } from './output.ts';
import { printComparison } from './print-comparison.ts';
import { collectResult } from './run-result.ts';
import type { Terminal } from './terminal.ts';

/** Tells what has come of a training, on the terminal or as JSON. */
export async function finishRun(service: Service, studyId: string, args: Arguments, terminal: Terminal): Promise<void> {
  const result = await collectResult(service, studyId);
  for (const notice of result.notices) terminal.note(`Notice: ${notice}`);
  writeJson(args, terminal, result.json);
  if (printsJson(args)) return;
  const { seconds, trainings } = result;
  terminal.note(`${trainings} trainings in ${seconds.toFixed(1)} s on the engine ${result.json.engine ?? 'unknown'}\n`);
  printComparison(terminal, result.json.comparison, result.json.verdict, nameStudy(result.json.study.spec));
}
