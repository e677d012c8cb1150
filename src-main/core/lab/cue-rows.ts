import { drawUniform } from './draw.ts';

export interface CueProblem {
  /** Share of training rows in which both labels agree. */
  readonly link: number;
  /** Share of rows in which a cue agrees with the label it belongs to. */
  readonly cueA: number;
  readonly cueB: number;
  readonly rows: number;
}

/** Uniform numbers that decide a row whatever the agreement of the labels: rows of two agreements differ in the link alone. */
export interface CueDraws {
  readonly label: Float32Array;
  readonly link: Float32Array;
  readonly cueA: Float32Array;
  readonly cueB: Float32Array;
}

export function drawCues(count: number, seed: number, part: string): CueDraws {
  const draw = (name: string): Float32Array => drawUniform(count, seed, part, name);
  return { label: draw('label'), link: draw('link'), cueA: draw('cue a'), cueB: draw('cue b') };
}

/** Two labels, and what their cues say. */
export interface CueRow {
  readonly labelA: boolean;
  readonly labelB: boolean;
  readonly cueA: boolean;
  readonly cueB: boolean;
}

export function cueRow(draws: CueDraws, row: number, agreement: number, { cueA, cueB }: CueProblem): CueRow {
  const labelA = (draws.label[row] as number) < 0.5;
  const labelB = (draws.link[row] as number) < agreement ? labelA : !labelA;
  return {
    labelA,
    labelB,
    cueA: (draws.cueA[row] as number) < cueA ? labelA : !labelA,
    cueB: (draws.cueB[row] as number) < cueB ? labelB : !labelB,
  };
}
