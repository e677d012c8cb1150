import path from 'node:path';
import type { AuditResult, Finding } from '../../contract/audit.ts';
import type { Problem } from '../../contract/design.ts';
import { AppError } from '../../contract/error.ts';
import type { Study, StudySpec } from '../../contract/study.ts';
import { defaultCache } from '../../service/place.ts';
import { createService, type Service } from '../../service/service.ts';
import { makeTemporaryFolder, removeTemporaryFolder } from '../../service/temporary-folder.ts';
import type { Arguments } from './arguments.ts';
import { jsonOption, type Command } from './command.ts';
import { done } from './exit-code.ts';
import { importArguments, readDataSource } from './import-argument.ts';
import { makeStudy, repeatStudy } from './make-study.ts';
import { checkWritable, jsonTarget, printsJson, writeJson } from './output.ts';
import { sayProblems } from './split-option.ts';
import { splitOptions } from './split-argument.ts';
import { readStudyOptions, studyOptions } from './study-argument.ts';
import { formatTable, type Terminal } from './terminal.ts';

const auditedOptions = ['task', 'ignore', 'input', 'tolerance', ...splitOptions.map(({ name }) => name)];

export const audit: Command = {
  name: 'audit',
  usage: 'DATA --task NAME[:TYPE]... | STUDY.json',
  summary: 'what in the data could mislead a multi-task study: leaks, links, gaps, noise, drift; trains nothing',
  options: [
    ...studyOptions.filter(({ name }) => auditedOptions.includes(name)),
    ...importArguments,
    { name: 'data', value: 'FILE', meaning: 'the data of STUDY.json, where it is not beside it' },
    jsonOption,
  ],
  positionals: { least: 1, most: 1, names: 'the data or the study to audit' },
  async run(args, terminal) {
    const json = jsonTarget(args);
    if (json !== null) checkWritable(json, args);
    const { result, problems, spec } = await auditFile(args, terminal);
    writeJson(args, terminal, { ...result, problems });
    if (!printsJson(args)) printAudit(terminal, result, sayProblems(spec, problems));
    return done;
  },
};

interface Audited {
  readonly result: AuditResult;
  readonly problems: readonly Problem[];
  readonly spec: StudySpec;
}

/** Audits a file in a workspace that is gone afterwards. */
async function auditFile(args: Arguments, terminal: Terminal): Promise<Audited> {
  const file = args.positionals[0] ?? '';
  const isStudy = /\.json$/i.test(file) && !args.has('task');
  if (!isStudy && !args.has('task')) {
    throw new AppError('wrong-use', 'missing --task NAME[:TYPE]: name at least one target column');
  }
  const given = importArguments.find(({ name }) => args.has(name));
  if (isStudy && given !== undefined) {
    throw new AppError('wrong-use', `--${given.name} cannot be given with a study file: it says how its data is read`);
  }
  const options = isStudy ? null : readStudyOptions(args);
  const source = readDataSource(args);
  const folder = await makeTemporaryFolder('tandem-audit-');
  const service = createService({ workspace: path.join(folder, 'workspace'), cache: defaultCache() });
  const unsubscribe = service.subscribe((event) => {
    if (event.kind === 'audit-progress') {
      terminal.status(event.check === '' ? '' : `${Math.floor(100 * event.fraction)} %  ${event.check}`);
    }
  });
  try {
    const made = { studyId: null, datasetId: null };
    const study =
      options === null
        ? await repeatStudy(service, file, args.get('data'), made)
        : await makeStudy(service, file, options, made, {
            ...source,
            note: (message) => {
              terminal.note(`Note: ${message}`);
            },
          });
    const result = await service.handlers['audit.run']({ studyId: study.id });
    const problems = await service.handlers['study.problems']({ studyId: study.id });
    const concerning = problems.filter(({ step, severity }) => step !== 'audit' && concerns(severity));
    return { result, problems: concerning, spec: study.spec };
  } finally {
    unsubscribe();
    terminal.status('');
    await service.close();
    await removeTemporaryFolder(folder);
  }
}

/** An audit needs one task, a study two; what else blocks a start is told beside the findings. */
function concerns(severity: Problem['severity']): boolean {
  return severity === 'error';
}

/** The problems of a draft with those that its audit finds, and by which option one is accepted; a study that cannot be trained is not audited. */
export async function auditedProblems(service: Service, study: Study, takesOptions = true): Promise<Problem[]> {
  const problems = await service.handlers['study.problems']({ studyId: study.id });
  if (study.status !== 'draft' || problems.some(({ severity }) => severity === 'error')) return problems;
  await service.handlers['audit.run']({ studyId: study.id });
  const audited = await service.handlers['study.problems']({ studyId: study.id });
  return audited.map((problem) =>
    takesOptions && problem.step === 'audit' && problem.severity === 'error'
      ? { ...problem, message: `${problem.message}; or accept it with --tolerance ${problem.code}=X, a number or off` }
      : problem,
  );
}

const marks = { red: '✕ red', amber: '⚠ amber', note: 'i note' };

function printAudit(terminal: Terminal, result: AuditResult, problems: readonly string[]): void {
  const { findings, checks, presence, relations } = result;
  const given = result.rowsGiven < result.rows ? `, a seeded sample of ${result.rowsGiven} of them audited` : '';
  terminal.print(
    `${result.rows} rows${given}, ${presence.tasks.length} ${presence.tasks.length === 1 ? 'task' : 'tasks'}, ${checks.length} checks\n`,
  );
  for (const problem of problems) terminal.print(`✕ blocks the run  ${problem}`);
  for (const finding of findings) terminal.print(sayFinding(finding));
  if (findings.length === 0) terminal.print('No check found anything at its tolerance.');
  const skipped = checks.filter((check) => check.skipped !== null);
  for (const { name, skipped: reason } of skipped) terminal.print(`  not checked  ${name}: ${reason ?? ''}`);
  terminal.print('\nLabel presence');
  terminal.print(
    formatTable({
      header: [...presence.tasks, 'rows'],
      rightAligned: [presence.tasks.length],
      rows: presence.combinations.map(({ labelled, rows }) => [
        ...labelled.map((is) => (is ? '●' : '○')),
        String(rows),
      ]),
    }),
  );
  if (relations.length === 0) return;
  terminal.print('\nRelations between tasks');
  terminal.print(
    formatTable({
      header: ['task', 'task', 'measure', 'association', '95 %', 'shared rows'],
      rightAligned: [3, 5],
      rows: relations.map(({ taskA, taskB, measure, value, interval, shared }) => [
        taskA,
        taskB,
        measure,
        value === null ? '–' : value.toFixed(3),
        interval === null ? '–' : `[${interval[0].toFixed(3)}, ${interval[1].toFixed(3)}]`,
        String(shared),
      ]),
    }),
  );
}

function sayFinding({ severity, check, message, rows, rowCount, mend }: Finding): string {
  const shown = rows.slice(0, 8).join(', ');
  const evidence = rows.length === 0 ? '' : `\n    rows ${shown}${rowCount > 8 ? `, … (${rowCount})` : ''}`;
  return `${marks[severity]}  ${check}: ${message}${evidence}${mend === null ? '' : `\n    mend: ${mend.label}`}`;
}
