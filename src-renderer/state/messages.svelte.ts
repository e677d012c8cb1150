export interface Toast {
  readonly id: number;
  readonly kind: 'note' | 'failure';
  readonly text: string;
  readonly action: { readonly label: string; readonly run: () => void } | null;
}

const toastMs = 8000;
const politeIntervalMs = 10_000;

/** Short messages: toasts with an action to take back what was done, and what a screen reader is told. */
export class Messages {
  toasts = $state.raw<readonly Toast[]>([]);
  polite = $state('');
  assertive = $state('');
  #next = 1;
  #lastProgress = 0;

  /** Gives the id by which the message can be dismissed. */
  note(text: string, action: Toast['action'] = null): number {
    const id = this.#next++;
    this.#show({ id, kind: 'note', text, action });
    this.polite = text;
    return id;
  }

  /** A failure stays until it is closed. */
  fail(text: string): void {
    if (this.toasts.some((toast) => toast.kind === 'failure' && toast.text === text)) return;
    this.#show({ id: this.#next++, kind: 'failure', text, action: null });
    this.assertive = text;
  }

  /** Progress is spoken at most every ten seconds; a new stage at once. */
  progress(text: string, isNewStage: boolean): void {
    const now = Date.now();
    if (!isNewStage && now - this.#lastProgress < politeIntervalMs) return;
    this.#lastProgress = now;
    this.polite = text;
  }

  dismiss(id: number): void {
    this.toasts = this.toasts.filter((toast) => toast.id !== id);
  }

  /** Runs the newest toast's action, if there is one to take. */
  undoNewest(): boolean {
    const toast = this.toasts.findLast((candidate) => candidate.action !== null);
    if (toast === undefined) return false;
    this.dismiss(toast.id);
    toast.action?.run();
    return true;
  }

  #show(toast: Toast): void {
    this.toasts = [...this.toasts.slice(-3), toast];
    if (toast.kind === 'note') setTimeout(() => this.dismiss(toast.id), toastMs);
  }
}
