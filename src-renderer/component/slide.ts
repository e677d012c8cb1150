/** How a slider runs through its range. */
export type Slide = 'linear' | 'log';

/** Places of a logarithmic slider from end to end. */
const logPlaces = 200;

export interface SlideRange {
  readonly minimum: number;
  readonly maximum: number;
  readonly step: number | 'any';
}

/** What the range input counts: the value itself, or places along the logarithm. */
export function slideRange(slide: Slide, minimum: number, maximum: number, step: number | null): SlideRange {
  return slide === 'log' ? { minimum: 0, maximum: logPlaces, step: 1 } : { minimum, maximum, step: step ?? 'any' };
}

export function toSlide(slide: Slide, value: number, minimum: number, maximum: number): number {
  return slide === 'log' ? (logPlaces * Math.log(value / minimum)) / Math.log(maximum / minimum) : value;
}

/** The value at a place: of a logarithmic slider with two digits, on the grid of `step` and inside the range. */
export function fromSlide(slide: Slide, place: number, minimum: number, maximum: number, step: number | null): number {
  if (slide === 'linear') return place;
  const value = minimum * (maximum / minimum) ** (place / logPlaces);
  const rounded = Number(value.toPrecision(2));
  const onGrid = step === null ? rounded : Number((Math.round(rounded / step) * step).toPrecision(12));
  return Math.max(minimum, Math.min(maximum, onGrid));
}
