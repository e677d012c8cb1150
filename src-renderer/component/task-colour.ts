/** Colours of tasks before they come round again. */
const colours = 5;

/** The colour of the task of this number, from 0, as a value of CSS: the same on every screen. */
export function taskColour(task: number): string {
  return `var(--task-${(Math.max(0, task) % colours) + 1})`;
}
