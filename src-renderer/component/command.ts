/** Something the user can do from anywhere. */
export interface Command {
  readonly id: string;
  readonly label: string;
  readonly group: string;
  /** The keys as shown, such as Ctrl+K. */
  readonly keys?: string;
  readonly run: () => void;
}

/** Commands in which every word of the query is found, those that begin with it first. */
export function matchCommands(commands: readonly Command[], query: string): readonly Command[] {
  const words = query
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const rank = (command: Command): number => (command.label.toLowerCase().startsWith(words[0] ?? '') ? 0 : 1);
  return commands
    .filter((command) => words.every((word) => `${command.label} ${command.group}`.toLowerCase().includes(word)))
    .sort((a, b) => rank(a) - rank(b));
}

/** The name of the command key on this machine. */
export function commandKey(): string {
  return navigator.platform.startsWith('Mac') ? '⌘' : 'Ctrl+';
}
