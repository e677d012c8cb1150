import { statSync } from 'node:fs';
import path from 'node:path';

export interface Arguments {
  /** Null is the user's own workspace. */
  readonly workspace: string | null;
  /** Files to open, absolute. */
  readonly files: readonly string[];
}

/**
 * Reads what stands behind the program's name. Chromium's own switches and the application's folder are passed over;
 * a path that is no file is too, since systems add arguments of their own.
 */
export function parseArguments(args: readonly string[], workingFolder: string): Arguments {
  let workspace: string | null = null;
  const files: string[] = [];
  for (let index = 0; index < args.length; index += 1) {
    const argument = args[index] ?? '';
    if (argument === '--workspace') {
      index += 1;
      const given = args[index];
      if (given !== undefined) workspace = path.resolve(workingFolder, given);
    } else if (argument.startsWith('--workspace=')) {
      workspace = path.resolve(workingFolder, argument.slice('--workspace='.length));
    } else if (!argument.startsWith('-')) {
      const file = path.resolve(workingFolder, argument);
      if (statSync(file, { throwIfNoEntry: false })?.isFile() === true) files.push(file);
    }
  }
  return { workspace, files };
}
