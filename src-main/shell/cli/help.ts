import type { Command } from './command.ts';

/** All verbs. */
export function formatHelp(commands: readonly Command[]): string {
  const width = Math.max(...commands.map((command) => command.name.length));
  const lines = commands.map((command) => `  ${command.name.padEnd(width)}  ${command.summary}`);
  return [
    'tandem <verb>: does training the tasks together beat training each alone?',
    '',
    ...lines,
    '',
    'tandem <verb> --help lists the options of a verb.',
    'Exit codes: 0 done, 1 the work failed, 2 wrong use, 3 bad input, 130 interrupted (saved, resumable).',
  ].join('\n');
}

/** One verb with its options. */
export function formatCommandHelp(command: Command): string {
  const names = command.options.map((option) => `--${option.name}${option.value === null ? '' : ` ${option.value}`}`);
  const width = Math.max(0, ...names.map((name) => name.length));
  const lines = command.options.map(
    (option, index) =>
      `  ${(names[index] ?? '').padEnd(width)}  ${option.meaning}${option.many === true ? '; may be repeated' : ''}`,
  );
  return [`tandem ${command.name} ${command.usage}`.trimEnd(), `  ${command.summary}`, '', ...lines]
    .join('\n')
    .trimEnd();
}
