import { readFileSync } from 'node:fs';
import type { Problem } from '../../contract/design.ts';
import { AppError } from '../../contract/error.ts';
import type { Study } from '../../contract/study.ts';
import type { Service } from '../../service/service.ts';
import type { Arguments } from './arguments.ts';
import { auditedProblems } from './audit.ts';
import { jsonOption, workspaceOption, type Command } from './command.ts';
import { engineOption } from './engine-argument.ts';
import { done, interrupted } from './exit-code.ts';
import { importArguments, readDataSource } from './import-argument.ts';
import { makeStudy, repeatStudy, type Made } from './make-study.ts';
import { openService } from './open-service.ts';
import { checkWritable, jsonTarget } from './output.ts';
import { createProgress } from './progress.ts';
import { quoteWord } from './quote-word.ts';
import { sayProblem, sayProblems } from './split-option.ts';
import { readStudyOptions, studyOptions } from './study-argument.ts';
import type { Terminal } from './terminal.ts';

export const run: Command = {
  name: 'run',
  usage: 'DATA --task NAME[:TYPE]... | STUDY.json | --resume ID',
  summary: 'trains every task together and alone, and says what the difference is worth',
  options: [
    ...studyOptions,
    ...importArguments,
    { name: 'resume', value: 'ID', meaning: 'goes on with a study that was interrupted, or starts a draft' },
    { name: 'data', value: 'FILE', meaning: 'the data of STUDY.json, where it is not beside it' },
    engineOption,
    { name: 'report', value: 'OUT', meaning: 'also save the report, as .html or .pdf' },
    jsonOption,
    workspaceOption,
  ],
  positionals: { least: 0, most: 1, names: 'the data or the study' },
  async run(args, terminal) {
    const plan = readPlan(args);
    if (plan.kind === 'data') {
      readStudyOptions(args);
      readDataSource(args);
    }
    const report = args.get('report');
    if (report !== undefined) (await import('./save-report.ts')).checkReportPath(report, args);
    const json = jsonTarget(args);
    if (json !== null) checkWritable(json, args);

    const service = openService(args, { warm: true });
    const signals = catchSignals();
    try {
      const study = await prepare(service, plan, args, terminal);
      const goOn = `tandem run --resume ${study.id}${nameWorkspace(args)}`;
      const ended = await train(service, study, terminal, { signal: signals.caught, goOn });
      if (ended === 'interrupted') {
        await service.close();
        terminal.note(`Interrupted; everything is saved. Go on with: ${goOn}`);
        return interrupted;
      }
      const { finishRun } = await import('./finish-run.ts');
      await finishRun(service, study.id, args, terminal);
      if (report !== undefined) {
        await (await import('./save-report.ts')).saveReport(service, study.id, report);
        terminal.note(`Saved ${report}`);
      }
      return done;
    } finally {
      signals.release();
      await service.close();
    }
  },
};

type Plan =
  { readonly kind: 'data' | 'study'; readonly file: string } | { readonly kind: 'resume'; readonly studyId: string };

function readPlan(args: Arguments): Plan {
  const resumed = args.get('resume');
  const [file] = args.positionals;
  const given = [...studyOptions, ...importArguments].filter((option) => args.has(option.name));
  if (resumed !== undefined) {
    if (file !== undefined) throw new AppError('wrong-use', `--resume takes no file: ${file}`);
    refuse(given, '--resume: the study is fixed');
    return { kind: 'resume', studyId: resumed };
  }
  if (file === undefined) throw new AppError('wrong-use', 'missing the data or the study to run; or --resume ID');
  if (/\.json$/i.test(file) && (!args.has('task') || looksLikeStudy(file))) {
    refuse(given, 'a study file: it holds them');
    return { kind: 'study', file };
  }
  if (!args.has('task')) throw new AppError('wrong-use', 'missing --task NAME[:TYPE]: name at least one target column');
  if (args.has('data')) throw new AppError('wrong-use', '--data goes with a study file');
  return { kind: 'data', file };
}

/** Data may be JSON too: a study says its version first. */
function looksLikeStudy(file: string): boolean {
  try {
    return /^\s*\{\s*"version"\s*:\s*\d+\s*,/.test(readFileSync(file, 'utf8').slice(0, 200));
  } catch {
    return false;
  }
}

function refuse(given: readonly { readonly name: string }[], why: string): void {
  const [first] = given;
  if (first !== undefined) throw new AppError('wrong-use', `--${first.name} cannot be given with ${why}`);
}

/** The study that is to be trained, with its warnings told. What is refused leaves nothing behind. */
async function prepare(service: Service, plan: Plan, args: Arguments, terminal: Terminal): Promise<Study> {
  if (plan.kind === 'resume') {
    const study = await service.handlers['study.get']({ studyId: plan.studyId });
    if (study.status === 'draft') sayWarnings(study, await findWarnings(service, study, null), terminal);
    return study;
  }
  const made: Made = { studyId: null, datasetId: null };
  try {
    const study =
      plan.kind === 'study'
        ? await repeatStudy(service, plan.file, args.get('data'), made)
        : await makeStudy(service, plan.file, readStudyOptions(args), made, {
            ...readDataSource(args),
            note: (message) => {
              terminal.note(`Note: ${message}`);
            },
          });
    const warnings = await findWarnings(service, study, plan.file);
    if (plan.kind === 'data') {
      const { description } = await service.handlers['dataset.get']({ datasetId: study.spec.dataset.id });
      for (const { message } of description.warnings) terminal.note(`Note on ${plan.file}: ${message}`);
      const unused = Object.entries(study.spec.roles).filter(([, role]) => role === 'id');
      for (const [column] of unused) {
        terminal.note(
          `Note on ${plan.file}: '${column}' looks like an identifier and is no input; --input makes it one`,
        );
      }
    }
    sayWarnings(study, warnings, terminal);
    return study;
  } catch (error) {
    service.discard(made);
    throw error;
  }
}

/**
 * Readies the study for its training; `file` is what it was made from, null for a draft of the workspace, whose settings are not
 * given here. Throws AppError `impossible-study` for what it cannot run with.
 */
async function findWarnings(service: Service, study: Study, file: string | null): Promise<Problem[]> {
  await service.handlers['study.prepare']({ studyId: study.id });
  const audited = auditedProblems(service, study, file !== null);
  // what tells the result is loaded while the audit is waited for; a failure comes again where it is needed
  import('./finish-run.ts').catch(() => undefined);
  const problems = await audited;
  const error = problems.find(({ severity }) => severity === 'error');
  if (error !== undefined) {
    const message =
      file === null
        ? `the draft ${study.id} (${study.spec.name}): ${error.message}; change it in the workbench`
        : `${file}: ${sayProblem(study.spec, error)}`;
    throw new AppError('impossible-study', message, { details: { problems } });
  }
  return problems.filter(({ severity }) => severity === 'warning');
}

function sayWarnings({ spec }: Study, warnings: readonly Problem[], terminal: Terminal): void {
  for (const message of sayProblems(spec, warnings)) terminal.note(`Warning: ${message}`);
}

/** Resolves when the study has come to rest, or a signal came. Throws what made the study fail. */
async function train(
  service: Service,
  study: Study,
  terminal: Terminal,
  { signal, goOn }: { readonly signal: Promise<'interrupted'>; readonly goOn: string },
): Promise<'ended' | 'interrupted'> {
  const rest = Promise.withResolvers<'ended' | 'interrupted'>();
  const showProgress = createProgress(terminal, study.id);
  const unsubscribe = service.subscribe((event) => {
    showProgress(event);
    if (event.kind !== 'study-status' || event.studyId !== study.id || event.status === 'running') return;
    if (event.error !== null) {
      const { code, message } = event.error;
      const way = event.status === 'interrupted' ? `. What is trained is kept; go on with: ${goOn}` : '';
      rest.reject(new AppError(code, `${message}${way}`));
    } else rest.resolve(event.status === 'interrupted' ? 'interrupted' : 'ended');
  });
  try {
    terminal.note(`Study ${study.id}: ${study.spec.name}`);
    await service.handlers[study.status === 'draft' ? 'study.start' : 'study.resume']({ studyId: study.id });
    return await Promise.race([rest.promise, signal]);
  } finally {
    unsubscribe();
    rest.promise.catch(() => undefined);
    terminal.status('');
  }
}

/** The first signal asks for a stop that saves; the second ends at once. */
function catchSignals(): { caught: Promise<'interrupted'>; release: () => void } {
  const caught = Promise.withResolvers<'interrupted'>();
  let count = 0;
  function onSignal(): void {
    count += 1;
    if (count > 1) process.exit(interrupted);
    caught.resolve('interrupted');
  }
  const names = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const name of names) process.on(name, onSignal);
  return {
    caught: caught.promise,
    release: () => {
      for (const name of names) process.off(name, onSignal);
    },
  };
}

function nameWorkspace(args: Arguments): string {
  const workspace = args.get('workspace');
  return workspace === undefined ? '' : ` --workspace ${quoteWord(workspace)}`;
}
