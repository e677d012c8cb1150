import { app, BrowserWindow, crashReporter, protocol } from 'electron';
import { Application } from './application.ts';
import { parseArguments } from './argument.ts';
import { findPlace } from './place.ts';

// What has to be said before Electron is ready: crash dumps stay here, every page is sandboxed, our protocol is a
// secure origin of its own.
crashReporter.start({ uploadToServer: false });
// Only a test as root starts without the sandbox; the call would bring it back.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
protocol.registerSchemesAsPrivileged([
  { scheme: 'tandem', privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
]);

const args = parseArguments(process.argv.slice(1), process.cwd());
const earlyFiles: string[] = [];
let application: Application | null = null;

app.on('open-file', (event, path) => {
  event.preventDefault();
  if (application === null) earlyFiles.push(path);
  else application.show([path]);
});

if (app.requestSingleInstanceLock()) {
  app.on('second-instance', (_event, argv, workingFolder) => {
    application?.show(parseArguments(argv.slice(1), workingFolder).files);
  });
  app.on('activate', () => application?.show([]));
  app.on('before-quit', (event) => {
    // The window asks about a study that runs, and ends the program itself.
    event.preventDefault();
    const windows = BrowserWindow.getAllWindows();
    if (windows.length === 0) void application?.quit();
    for (const window of windows) window.close();
  });
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => void application?.quit());
  void app.whenReady().then(() => {
    const resources = app.isPackaged ? process.resourcesPath : null;
    application = new Application(findPlace(__dirname, resources), { ...args, files: [...args.files, ...earlyFiles] });
    application.start();
  });
} else {
  app.quit();
}
