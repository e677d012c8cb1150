import type { Arguments, OptionDescription } from './arguments.ts';
import type { Terminal } from './terminal.ts';

/** One verb of the command line. */
export interface Command {
  readonly name: string;
  /** Positionals as the help shows them. */
  readonly usage: string;
  readonly summary: string;
  readonly options: readonly OptionDescription[];
  /** How many positionals, and what to call them when they are missing. */
  readonly positionals: { readonly least: number; readonly most: number; readonly names: string };
  /** The exit code. */
  run(args: Arguments, terminal: Terminal): Promise<number>;
}

export const jsonOption: OptionDescription = {
  name: 'json',
  value: '[OUT.json]',
  meaning: 'write JSON to this file; without a file, or with -, to standard output',
};

export const workspaceOption: OptionDescription = {
  name: 'workspace',
  value: 'DIR',
  meaning: "where studies are kept (default: TANDEM_WORKSPACE, or the place for a program's data)",
};
