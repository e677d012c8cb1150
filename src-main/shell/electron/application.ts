import path from 'node:path';
import { app, dialog, Menu, nativeTheme, protocol, session, type BrowserWindow } from 'electron';
import { z } from 'zod';
import { settingsSchema } from '../../contract/application.ts';
import type { Answer, MenuCommand } from '../../contract/shell.ts';
import type { Arguments } from './argument.ts';
import { eventChannel, menuChannel } from './channel.ts';
import { askAboutRunningStudy } from './close-question.ts';
import { answerCalls } from './ipc.ts';
import { LastFolders } from './last-folder.ts';
import { buildMenu } from './menu.ts';
import { answerPageRequest } from './page-file.ts';
import { denyPermissions } from './permission.ts';
import type { Place } from './place.ts';
import { RunningStudies } from './running-studies.ts';
import { ServiceChild } from './service-child.ts';
import { createShellHandlers } from './shell-call.ts';
import { TrainingSigns } from './training-signs.ts';
import { watchPage } from './watch-page.ts';
import { openWindow, whenPageReady } from './window.ts';

const shutdownTimeoutMs = 15_000;

/** The desktop shell: one window, one service, and what happens between them. */
export class Application {
  readonly #place: Place;
  readonly #waitingFiles: string[] = [];
  readonly #running = new RunningStudies();
  readonly #signs = new TrainingSigns(() => this.#window);
  readonly #service: ServiceChild;
  #window: BrowserWindow | null = null;
  #ending = false;

  constructor(place: Place, args: Arguments) {
    this.#place = place;
    this.#waitingFiles.push(...args.files);
    this.#service = new ServiceChild({
      node: place.node,
      entry: path.join(place.application, 'src-main', 'launch', 'service.js'),
      args: args.workspace === null ? [] : ['--workspace', args.workspace],
      environment: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3' },
      onEvent: (event) => {
        const ended = this.#running.take(event);
        this.#window?.webContents.send(eventChannel, event);
        this.#signs.show(this.#running, ended);
      },
      onLog: (text) => process.stderr.write(text),
      onGivenUp: (reason) => {
        dialog.showErrorBox('Tandem', `The service of the workbench does not start:\n\n${reason}`);
        app.exit(1);
      },
    });
  }

  /** Call once Electron is ready. */
  start(): void {
    denyPermissions(session.defaultSession);
    protocol.handle('tandem', (request) => answerPageRequest(this.#place.renderer, request));
    const service = (name: string, input: unknown): Promise<Answer> => this.#call(name, input);
    const window = (): BrowserWindow | null => this.#window;
    const folders = new LastFolders(path.join(app.getPath('userData'), 'folders.json'), app.getPath('documents'));
    answerCalls({
      window,
      service,
      shell: createShellHandlers({ window, service, folders, waitingFiles: this.#waitingFiles }),
    });
    Menu.setApplicationMenu(
      Menu.buildFromTemplate(
        buildMenu({
          isMac: process.platform === 'darwin',
          send: (command) => this.#send(command),
          openHelp: () => app.showAboutPanel(),
          forDevelopment: !app.isPackaged,
        }),
      ),
    );
    this.#service.start();
    void this.#takeTheme();
    this.#open();
  }

  /** A second start, or the dock: shows the window, and opens the files that came with it. */
  show(files: readonly string[]): void {
    this.#waitingFiles.push(...files);
    if (this.#window === null) {
      this.#open();
      return;
    }
    if (this.#window.isMinimized()) this.#window.restore();
    this.#window.show();
    this.#window.focus();
    if (files.length > 0) this.#send('open-file');
  }

  /** Lets the service checkpoint and end, then ends. */
  async quit(): Promise<void> {
    if (this.#ending) return;
    this.#ending = true;
    await this.#service.stop(shutdownTimeoutMs);
    app.exit(0);
  }

  #open(): void {
    const window = openWindow(this.#place);
    this.#window = window;
    watchPage(window);
    window.webContents.on('did-finish-load', () => {
      if (this.#waitingFiles.length > 0) void whenPageReady(window).then(() => this.#send('open-file'));
    });
    window.on('close', (event) => {
      if (this.#ending) return;
      event.preventDefault();
      void this.#close(window);
    });
    window.on('closed', () => {
      this.#window = null;
    });
  }

  async #close(window: BrowserWindow): Promise<void> {
    const choice = this.#running.isRunning ? await askAboutRunningStudy(window) : 'pause';
    if (choice === 'cancel') return;
    if (choice === 'background') {
      window.hide();
      return;
    }
    window.hide();
    await this.quit();
  }

  #send(command: MenuCommand): void {
    this.#window?.webContents.send(menuChannel, command);
  }

  async #call(name: string, input: unknown): Promise<Answer> {
    const answer = await this.#service.call(name, input);
    // Native parts (menus, dialogs, the frame) follow the theme that the page was set to.
    if (name === 'application.changeSettings' && answer.ok) setTheme(answer.value);
    return answer;
  }

  async #takeTheme(): Promise<void> {
    const answer = await this.#service.call('application.settings', {});
    if (answer.ok) setTheme(answer.value);
  }
}

function setTheme(settings: unknown): void {
  const theme = z.object({ theme: settingsSchema.shape.theme }).safeParse(settings);
  if (theme.success) nativeTheme.themeSource = theme.data.theme;
}
