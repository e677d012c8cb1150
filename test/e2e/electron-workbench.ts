import { _electron, type ElectronApplication, type Page } from 'playwright-core';
import { patienceMs, sandboxArguments, testElectron } from './machine.ts';

export interface Workbench {
  readonly app: ElectronApplication;
  readonly page: Page;
  /** What the page wrote to its console as errors, and what it threw. */
  readonly complaints: string[];
}

interface Folders {
  readonly workspace: string;
  readonly userData: string;
}

/** Starts the real shell on this checkout and waits until the page is ready for its user. */
export async function openWorkbench(folders: Folders, files: readonly string[] = []): Promise<Workbench> {
  const { app, page } = await launchWindow([
    ...sandboxArguments,
    `--workspace=${folders.workspace}`,
    `--user-data-dir=${folders.userData}`,
    ...files,
  ]);
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.setDefaultTimeout(patienceMs);
  await page.locator('main[aria-busy="false"]').waitFor();
  return { app, page, complaints };
}

const launches = 3;
const launchMs = 45_000;

/** Under a virtual display a launch can hang before any code of ours runs (1 of 52 was seen to): it is started again. */
async function launchWindow(args: string[]): Promise<{ app: ElectronApplication; page: Page }> {
  for (let launch = 1; ; launch += 1) {
    let app: ElectronApplication | null = null;
    try {
      app = await _electron.launch({ executablePath: testElectron ?? '', args, timeout: launchMs });
      return { app, page: await app.firstWindow({ timeout: launchMs }) };
    } catch (error) {
      app?.process().kill('SIGKILL');
      if (launch === launches) throw error;
      console.error(`Electron opened no window at launch ${launch}: ${String(error)}`);
    }
  }
}

/** Closes the shell as a user does; one that is stuck at its end is killed. */
export async function closeWorkbench(app: ElectronApplication): Promise<void> {
  const stuck = setTimeout(() => app.process().kill('SIGKILL'), patienceMs);
  await app.close();
  clearTimeout(stuck);
}

/** Makes the next save dialogs answer with a path, as a user would choose it. */
export async function answerSaveDialog(app: ElectronApplication, file: string): Promise<void> {
  await app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
  }, file);
}

/** Makes message boxes answer with a button, and counts them. */
export async function answerMessageBox(app: ElectronApplication, response: number): Promise<void> {
  await app.evaluate(({ dialog }, button) => {
    dialog.showMessageBox = () => Promise.resolve({ response: button, checkboxChecked: false });
  }, response);
}

/** Clicks an item of the menu bar by the accelerator or label it has. */
export async function chooseMenuItem(app: ElectronApplication, menu: string, item: string): Promise<void> {
  await app.evaluate(
    ({ Menu }, path) => {
      const find = (entries: Electron.MenuItem[], label: string): Electron.MenuItem => {
        const found = entries.find((entry) => entry.label.replaceAll('&', '') === label);
        if (found === undefined)
          throw new Error(`no menu item ${label} among ${entries.map((entry) => entry.label).join(', ')}`);
        return found;
      };
      let entries = Menu.getApplicationMenu()?.items ?? [];
      let last: Electron.MenuItem | null = null;
      for (const label of path) {
        last = find(entries, label);
        entries = last.submenu?.items ?? [];
      }
      last?.click();
    },
    [menu, ...item.split(' > ')],
  );
}

/** Calls as the page does. */
export function callFromPage(page: Page, name: string, input: unknown): Promise<unknown> {
  return page.evaluate(`window.tandem.call(${JSON.stringify(name)}, ${JSON.stringify(input)})`);
}
