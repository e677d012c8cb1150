import { AppError, toErrorRecord } from '../../contract/error.ts';
import { nearest } from '../../service/nearest.ts';
import { readVersion } from '../../service/version.ts';
import { parseArguments } from './arguments.ts';
import type { Command } from './command.ts';
import { commands } from './commands.ts';
import { exitCodeOf } from './exit-code.ts';
import { formatCommandHelp, formatHelp } from './help.ts';
import { createTerminal, type Terminal } from './terminal.ts';

/** `tandem <verb> ...`; gives the exit code. */
export async function runCommandLine(
  [verb, ...rest]: readonly string[],
  screen: Terminal = createTerminal(),
): Promise<number> {
  try {
    if (verb === undefined || verb === 'help' || verb === '--help' || verb === '-h') {
      screen.print(formatHelp(await Promise.all(Object.values(commands).map((load) => load()))));
      return verb === undefined ? 2 : 0;
    }
    if (verb === '--version') {
      screen.print(readVersion());
      return 0;
    }
    const command = await loadCommand(verb);
    if (rest.includes('--help') || rest.includes('-h')) {
      screen.print(formatCommandHelp(command));
      return 0;
    }
    return await command.run(parseArguments(rest, command.options, command.positionals), screen);
  } catch (error) {
    return tell(error, screen, rest);
  }
}

function loadCommand(verb: string): Promise<Command> {
  const load = Object.hasOwn(commands, verb) ? commands[verb] : undefined;
  if (load !== undefined) return load();
  const near = nearest(verb, Object.keys(commands));
  const repair = near === null ? '"tandem help" lists them' : `did you mean ${near}?`;
  throw new AppError('wrong-use', `unknown verb: ${verb}; ${repair}`);
}

/** One line for people, one JSON object for programs; the stack only of what nobody expected. */
function tell(error: unknown, screen: Terminal, rest: readonly string[]): number {
  const record = toErrorRecord(error);
  const wantsJson = rest.some((word) => word === '--json' || word.startsWith('--json='));
  if (wantsJson) screen.note(JSON.stringify(record));
  else {
    screen.note(`tandem: ${record.message}`);
    if (record.code === 'internal' && error instanceof Error) screen.note(error.stack ?? '');
  }
  return exitCodeOf(record.code);
}
