import { dialog, type BrowserWindow } from 'electron';

export type CloseChoice = 'background' | 'pause' | 'cancel';

const choices: readonly CloseChoice[] = ['background', 'pause', 'cancel'];

/** Asks what becomes of a study that runs when its window is closed. */
export async function askAboutRunningStudy(window: BrowserWindow): Promise<CloseChoice> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'question',
    title: 'A study is running',
    message: 'A study is running.',
    detail: 'It can go on without the window, or pause at its last checkpoint and resume later to the same numbers.',
    buttons: ['Keep running in the background', 'Pause and quit', 'Cancel'],
    defaultId: 0,
    cancelId: 2,
    noLink: true,
  });
  return choices[response] ?? 'cancel';
}
