import { dialog, type BrowserWindow } from 'electron';

/** Brings a page back that crashed, and offers to when it no longer answers. The service goes on meanwhile. */
export function watchPage(window: BrowserWindow): void {
  let reloads = 0;
  window.webContents.on('render-process-gone', (_event, details) => {
    if (details.reason === 'clean-exit' || window.isDestroyed()) return;
    reloads += 1;
    if (reloads <= 3) window.webContents.reload();
    else
      dialog.showErrorBox(
        'Tandem',
        `The page ended several times (${details.reason}). What was saved is kept; start Tandem again.`,
      );
  });
  window.on('unresponsive', () => {
    void dialog
      .showMessageBox(window, {
        type: 'warning',
        message: 'The window does not answer.',
        detail: 'A study that runs goes on in any case.',
        buttons: ['Wait', 'Reload the window'],
        defaultId: 0,
        cancelId: 0,
      })
      .then(({ response }) => {
        if (response === 1 && !window.isDestroyed()) window.webContents.forcefullyCrashRenderer();
      });
  });
}
