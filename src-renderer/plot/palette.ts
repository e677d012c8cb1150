export type Theme = 'light' | 'dark';

/**
 * Okabe and Ito's colours, ordered so that the first ones have at least 3:1 contrast on the theme's surface. The same
 * values stand in style/tokens.css as --task-1 to --task-5.
 */
const taskColours: Readonly<Record<Theme, readonly string[]>> = {
  light: ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#000000'],
  dark: ['#e69f00', '#56b4e9', '#009e73', '#f0e442', '#d55e00'],
};

/** The same hues where they are text, which wants 4.5:1. */
const textColours: Readonly<Record<Theme, readonly string[]>> = {
  light: ['#0072b2', '#b34f00', '#007a59', '#a04f7c', '#000000'],
  dark: ['#e69f00', '#56b4e9', '#1fb38a', '#f0e442', '#f07a1f'],
};

export interface Ink {
  readonly surface: string;
  readonly text: string;
  readonly quiet: string;
  readonly grid: string;
  readonly axis: string;
  readonly zone: string;
}

const inks: Readonly<Record<Theme, Ink>> = {
  light: {
    surface: '#ffffff',
    text: '#4a5261',
    quiet: '#667085',
    grid: '#eef0f3',
    axis: '#8a93a1',
    zone: '#eef0f3',
  },
  dark: {
    surface: '#171b22',
    text: '#b3bbc8',
    quiet: '#98a2b1',
    grid: '#232935',
    axis: '#6b7688',
    zone: '#242b36',
  },
};

/** The colour of the task with this index; null is the quiet ink, which twins and references wear. */
export function taskColour(theme: Theme, task: number | null): string {
  if (task === null) return inks[theme].quiet;
  const colours = taskColours[theme];
  return colours[task % colours.length] ?? inks[theme].quiet;
}

/** The colour in which the name of the task with this index is written. */
export function taskTextColour(theme: Theme, task: number | null): string {
  if (task === null) return inks[theme].text;
  const colours = textColours[theme];
  return colours[task % colours.length] ?? inks[theme].text;
}

export function ink(theme: Theme): Ink {
  return inks[theme];
}

/** Blue for above zero, orange for below, the surface at zero. */
export function divergingScale(theme: Theme): readonly (readonly [number, string])[] {
  return theme === 'light'
    ? [
        [0, '#d55e00'],
        [0.5, '#ffffff'],
        [1, '#0072b2'],
      ]
    : [
        [0, '#e69f00'],
        [0.5, '#1f242d'],
        [1, '#56b4e9'],
      ];
}

export function withAlpha(hex: string, alpha: number): string {
  const value = Number.parseInt(hex.slice(1), 16);
  return `rgba(${(value >> 16) & 255}, ${(value >> 8) & 255}, ${value & 255}, ${alpha})`;
}
