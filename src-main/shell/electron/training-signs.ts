import { Notification, powerSaveBlocker, type BrowserWindow } from 'electron';
import type { Ending, RunningStudies } from './running-studies.ts';

/** Keeps the computer awake while a study runs, shows its progress on the window's icon, and says when it has ended. */
export class TrainingSigns {
  readonly #window: () => BrowserWindow | null;
  #blocker: number | null = null;

  constructor(window: () => BrowserWindow | null) {
    this.#window = window;
  }

  show(running: RunningStudies, ending: Ending | null): void {
    if (running.isRunning && this.#blocker === null) this.#blocker = powerSaveBlocker.start('prevent-app-suspension');
    if (!running.isRunning && this.#blocker !== null) {
      powerSaveBlocker.stop(this.#blocker);
      this.#blocker = null;
    }
    const window = this.#window();
    window?.setProgressBar(running.fraction ?? -1);
    if (ending === null || window === null) return;
    if (!window.isVisible()) window.showInactive();
    if (window.isFocused() || !Notification.isSupported()) return;
    const notification = new Notification({ title: 'Tandem', body: ending.text });
    notification.on('click', () => window.focus());
    notification.show();
  }
}
