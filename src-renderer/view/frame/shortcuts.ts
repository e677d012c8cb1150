import { commandKey } from '../../component/command.ts';
import type { Screen } from '../../state/navigation.svelte.ts';
import { stepOrder } from '../../state/step.ts';
import type { Workbench } from '../../state/workbench.svelte.ts';

interface ShortcutGroup {
  readonly title: string;
  readonly keys: readonly { readonly keys: string; readonly meaning: string }[];
}

export function shortcutGroups(): readonly ShortcutGroup[] {
  const key = commandKey();
  const steps = stepOrder.slice(0, 9).map(({ label }, index) => ({ keys: `${key}${index + 1}`, meaning: label }));
  return [
    {
      title: 'Screens',
      keys: [{ keys: 'Alt+Home', meaning: 'Home' }, ...steps],
    },
    {
      title: 'Everywhere',
      keys: [
        { keys: `${key}K`, meaning: 'Commands' },
        { keys: '?', meaning: 'This sheet' },
        { keys: `${key}O`, meaning: 'Open a data file' },
        { keys: `${key}S`, meaning: 'Save the report' },
        { keys: `${key}Z`, meaning: 'Undo' },
        { keys: `${key}Shift+Z`, meaning: 'Redo' },
        { keys: 'F6', meaning: 'Next region' },
        { keys: 'Esc', meaning: 'Close a dialog or menu' },
      ],
    },
    {
      title: 'Columns',
      keys: [
        { keys: '↑ ↓', meaning: 'Previous, next column' },
        { keys: 'I', meaning: 'Input' },
        { keys: 'T', meaning: 'Task' },
        { keys: 'X', meaning: 'Ignore' },
        { keys: 'D', meaning: 'Id' },
        { keys: 'Space', meaning: 'Select' },
      ],
    },
  ];
}

/** Keys that work on every screen. */
export function handleShortcut(workbench: Workbench, event: KeyboardEvent): void {
  if (event.defaultPrevented || document.querySelector('dialog[open]') !== null) return;
  if (event.key === 'F6') {
    event.preventDefault();
    cycleRegions(event.shiftKey ? -1 : 1);
    return;
  }
  if (event.key === '?' && !isTyping(event.target)) {
    event.preventDefault();
    workbench.panel = 'shortcuts';
    return;
  }
  if (event.key === 'Home' && event.altKey) {
    event.preventDefault();
    workbench.go('home');
    return;
  }
  if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
  const run = commandOf(workbench, event);
  if (run === null) return;
  event.preventDefault();
  run();
}

function commandOf(workbench: Workbench, event: KeyboardEvent): (() => void) | null {
  const screen = screenOfKey(event.key);
  if (screen !== null && !event.shiftKey) return () => workbench.go(screen);
  const key = event.key.toLowerCase();
  if (key === 'k') return () => (workbench.panel = 'palette');
  if (key === 'o') return () => void workbench.intake.chooseFile();
  if (key === 's') return () => void workbench.saveReport('html');
  if (key === 'z' && !isTyping(event.target)) return () => undo(workbench, event.shiftKey);
  if (key === 'y' && !isTyping(event.target)) return () => undo(workbench, true);
  return null;
}

function screenOfKey(key: string): Screen | null {
  const index = Number(key) - 1;
  return Number.isInteger(index) ? (stepOrder[index]?.screen ?? null) : null;
}

function undo(workbench: Workbench, isRedo: boolean): void {
  const study = workbench.study;
  if (study !== null && !study.frozen && (isRedo ? study.canRedo : study.canUndo)) {
    if (isRedo) study.redo();
    else study.undo();
  } else if (!isRedo) workbench.messages.undoNewest();
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return !['checkbox', 'radio', 'range', 'button'].includes(target.type);
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement || target.isContentEditable;
}

/** Moves the focus to the next of the page's regions: navigation, status, content. */
function cycleRegions(direction: 1 | -1): void {
  const regions = [...document.querySelectorAll<HTMLElement>('[data-region]')];
  const focused = document.activeElement;
  const at = regions.findLastIndex((region) => region.contains(focused));
  const next = at === -1 ? 0 : (at + direction + regions.length) % regions.length;
  regions[next]?.focus();
}
