/** The part of plotly.js that is used here. */
declare module 'plotly.js-cartesian-dist-min' {
  export interface PictureOptions {
    format: 'png' | 'svg';
    width: number;
    height: number;
    scale?: number;
  }
  export interface Plotly {
    react(root: HTMLElement, data: readonly object[], layout: object, config: object): Promise<unknown>;
    purge(root: HTMLElement): void;
    toImage(
      figure: { data: readonly object[]; layout: object; config: object },
      options: PictureOptions,
    ): Promise<string>;
    Plots: { resize(root: HTMLElement): Promise<unknown> };
  }
  const plotly: Plotly;
  export default plotly;
}
