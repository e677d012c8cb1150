/** A place among `count`: negative ones are counted from behind. */
export function fromFront(place: number, count: number): number {
  return place < 0 ? place + count : place;
}
