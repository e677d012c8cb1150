/** Colours of a figure as SVG: one for each task, in the order of the study, then again from the first. */
export interface Palette {
  readonly ink: string;
  readonly quietInk: string;
  readonly surface: string;
  readonly grid: string;
  readonly zone: string;
  readonly tasks: readonly string[];
  /** Ends of a scale centred on zero. */
  readonly negative: readonly [number, number, number];
  readonly positive: readonly [number, number, number];
}

/** The light theme, for paper: Okabe and Ito's colours that keep 3:1 on white. */
export const printPalette: Palette = {
  ink: '#16191f',
  quietInk: '#4a5261',
  surface: '#ffffff',
  grid: '#d9dde3',
  zone: '#e6e9ee',
  tasks: ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#000000'],
  negative: [213, 94, 0],
  positive: [0, 114, 178],
};

export function taskColor(palette: Palette, task: number | null): string {
  if (task === null || task < 0) return palette.quietInk;
  return palette.tasks[task % palette.tasks.length] ?? palette.ink;
}
