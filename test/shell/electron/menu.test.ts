import { describe, expect, it } from 'vitest';
import { menuCommandSchema, type MenuCommand } from '../../../src-main/contract/shell.ts';
import { buildMenu } from '../../../src-main/shell/electron/menu.ts';

interface Entry {
  readonly label?: string;
  readonly accelerator?: string;
  readonly role?: string;
  readonly click?: () => void;
  readonly submenu?: readonly Entry[];
}

function flatten(entries: readonly Entry[]): readonly Entry[] {
  return entries.flatMap((entry) => [entry, ...flatten(entry.submenu ?? [])]);
}

function build(isMac = false): { entries: readonly Entry[]; sent: MenuCommand[] } {
  const sent: MenuCommand[] = [];
  const menu: unknown = buildMenu({
    isMac,
    send: (command) => sent.push(command),
    openHelp: () => undefined,
    forDevelopment: false,
  });
  return { entries: flatten(menu as readonly Entry[]), sent };
}

describe('the menu bar', () => {
  it('offers every command of the contract', () => {
    const { entries, sent } = build();
    for (const entry of entries) if (entry.label !== '&About Tandem') entry.click?.();
    expect([...new Set(sent)].sort()).toEqual([...menuCommandSchema.options].sort());
  });

  it('reaches nine screens by number, in the order of the steps', () => {
    const { entries, sent } = build();
    for (let key = 1; key <= 9; key += 1) entries.find((entry) => entry.accelerator === `CmdOrCtrl+${key}`)?.click?.();
    expect(sent).toEqual([
      'show-data',
      'show-audit',
      'show-tasks',
      'show-sharing',
      'show-balancing',
      'show-design',
      'show-run',
      'show-compare',
      'show-explain',
    ]);
  });

  it('uses no accelerator twice', () => {
    const keys = build().entries.flatMap((entry) => entry.accelerator ?? []);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('has what each platform expects by role', () => {
    const roles = (isMac: boolean): readonly string[] => build(isMac).entries.flatMap((entry) => entry.role ?? []);
    expect(roles(false)).toContain('quit');
    expect(roles(true)).toContain('appMenu');
    for (const role of ['undo', 'copy', 'paste', 'zoomIn', 'windowMenu']) expect(roles(false)).toContain(role);
    expect(roles(false)).not.toContain('toggleDevTools');
  });
});
