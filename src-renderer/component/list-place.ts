import { tick } from 'svelte';

/** Where the focus stands in a list, so that an entry that leaves it does not take the focus along. */
export interface ListPlace {
  /** Takes note of where the focus went; a handler of `focusin` on the list or what is around it. */
  note(event: FocusEvent): void;
  /** Gives a focus that went with its entry to the entry that took its place, else to the head of the screen. */
  keep(frame: HTMLElement): void;
}

/** Entries are what `entry` selects; `target` selects what takes the focus in one. */
export function createListPlace(entry: string, target: string): ListPlace {
  let place = -1;
  return {
    note({ target: focused }) {
      const own = focused instanceof Element ? focused.closest(entry) : null;
      place = own === null ? -1 : [...(own.parentElement?.children ?? [])].indexOf(own);
    },
    keep(frame) {
      if (place < 0 || !isFocusLost()) return;
      const entries = frame.querySelectorAll(entry);
      const next = entries[Math.min(place, entries.length - 1)]?.querySelector<HTMLElement>(target);
      if (next) next.focus();
      else focusHead();
    },
  };
}

/** After the page has changed: where nothing has the focus any more, reading goes on at the head of the screen. */
export function catchLostFocus(): void {
  void tick().then(() => {
    if (isFocusLost()) focusHead();
  });
}

function isFocusLost(): boolean {
  return document.activeElement === null || document.activeElement === document.body;
}

function focusHead(): void {
  document.querySelector<HTMLElement>('main h1')?.focus({ preventScroll: true });
}
