import type { MenuItemConstructorOptions } from 'electron';
import type { MenuCommand } from '../../contract/shell.ts';

interface MenuOptions {
  readonly isMac: boolean;
  readonly send: (command: MenuCommand) => void;
  readonly openHelp: () => void;
  /** Developer tools, in a checkout only. */
  readonly forDevelopment: boolean;
}

const screens: readonly (readonly [string, MenuCommand])[] = [
  ['&Data', 'show-data'],
  ['&Audit', 'show-audit'],
  ['&Tasks', 'show-tasks'],
  ['&Sharing', 'show-sharing'],
  ['&Balancing', 'show-balancing'],
  ['Design &check', 'show-design'],
  ['&Run', 'show-run'],
  ['&Compare', 'show-compare'],
  ['&Explain', 'show-explain'],
  ['Re&port', 'show-report'],
  ['&Models', 'show-models'],
  ['&History', 'show-history'],
];

/** The menu bar: what each platform expects by role, and the workbench's commands, which the page carries out. */
export function buildMenu({ isMac, send, openHelp, forDevelopment }: MenuOptions): MenuItemConstructorOptions[] {
  const item = (label: string, command: MenuCommand, accelerator?: string): MenuItemConstructorOptions => ({
    label,
    click: () => send(command),
    ...(accelerator === undefined ? {} : { accelerator }),
  });
  const separator: MenuItemConstructorOptions = { type: 'separator' };
  const file: MenuItemConstructorOptions[] = [
    item('&New study', 'new-study', 'CmdOrCtrl+N'),
    item('&Open data file…', 'open-file', 'CmdOrCtrl+O'),
    separator,
    item('&Save report…', 'save-report', 'CmdOrCtrl+S'),
    separator,
    isMac ? { role: 'close' } : { role: 'quit' },
  ];
  const edit: MenuItemConstructorOptions[] = [
    { role: 'undo' },
    { role: 'redo' },
    separator,
    { role: 'cut' },
    { role: 'copy' },
    { role: 'paste' },
    { role: 'selectAll' },
    separator,
    item('Undo &archive', 'undo-archive'),
  ];
  const view: MenuItemConstructorOptions[] = [
    item('Command &palette…', 'palette', 'CmdOrCtrl+K'),
    separator,
    {
      label: '&Theme',
      submenu: [item('As the &system', 'theme-system'), item('&Light', 'theme-light'), item('&Dark', 'theme-dark')],
    },
    { role: 'resetZoom' },
    { role: 'zoomIn' },
    { role: 'zoomOut' },
    { role: 'togglefullscreen' },
    ...(forDevelopment ? [separator, { role: 'reload' } as const, { role: 'toggleDevTools' } as const] : []),
  ];
  const go: MenuItemConstructorOptions[] = [
    item('H&ome', 'show-home', 'Alt+Home'),
    ...screens.map(([label, command], index) => item(label, command, index < 9 ? `CmdOrCtrl+${index + 1}` : undefined)),
    separator,
    item('Principles &lab', 'show-lab'),
  ];
  const help: MenuItemConstructorOptions[] = [
    item('&Keyboard shortcuts', 'shortcuts', 'CmdOrCtrl+/'),
    separator,
    { label: '&About Tandem', click: openHelp },
  ];
  return [
    ...(isMac ? [{ role: 'appMenu' } as const] : []),
    { label: '&File', submenu: file },
    { label: '&Edit', submenu: edit },
    { label: '&View', submenu: view },
    { label: '&Go', submenu: go },
    { role: 'windowMenu' },
    { label: '&Help', role: 'help', submenu: help },
  ];
}
