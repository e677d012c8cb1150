import type { AppEvent } from '../../src-main/contract/event.ts';
import type { ProcedureInput, ProcedureName, ProcedureOutput } from '../../src-main/contract/procedure.ts';
import type { MenuCommand, ShellCallInput, ShellCallName, ShellCallOutput } from '../../src-main/contract/shell.ts';

export type CallName = ProcedureName | ShellCallName;

export type CallInput<Name extends CallName> = Name extends ProcedureName
  ? ProcedureInput<Name>
  : Name extends ShellCallName
    ? ShellCallInput<Name>
    : never;

export type CallOutput<Name extends CallName> = Name extends ProcedureName
  ? ProcedureOutput<Name>
  : Name extends ShellCallName
    ? ShellCallOutput<Name>
    : never;

/** A file that the user chose, as the page may name it. */
export interface ChosenFile {
  readonly fileToken: string;
  readonly name: string;
}

export type Dispose = () => void;

/** The page's only way out: the service's procedures and what the shell offers. Refusals are thrown as AppError. */
export interface Client {
  readonly shell: 'electron' | 'browser';
  call<Name extends CallName>(name: Name, input: CallInput<Name>): Promise<CallOutput<Name>>;
  onEvent(listener: (event: AppEvent) => void): Dispose;
  onMenuCommand(listener: (command: MenuCommand) => void): Dispose;
  /** Called with false when the service stops answering and with true when it is back. */
  onConnection(listener: (connected: boolean) => void): Dispose;
  registerDroppedFile(file: File): Promise<ChosenFile>;
}
