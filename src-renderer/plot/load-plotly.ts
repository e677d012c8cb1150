import type { Plotly } from 'plotly.js-cartesian-dist-min';

let loading: Promise<Plotly> | null = null;

/** The drawing library, loaded on first use and once. */
export function loadPlotly(): Promise<Plotly> {
  loading ??= import('plotly.js-cartesian-dist-min').then((module) => module.default);
  return loading;
}
