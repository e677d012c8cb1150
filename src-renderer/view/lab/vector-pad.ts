export type PlanePoint = readonly [number, number];

/** From the plane, y upward, to the pad, y downward; `reach` is the coordinate at the pad's edge. */
export function toPad([x, y]: PlanePoint, size: number, reach: number): PlanePoint {
  const scale = size / 2 / reach;
  return [size / 2 + x * scale, size / 2 - y * scale];
}

export function toPlane([x, y]: PlanePoint, size: number, reach: number): PlanePoint {
  const scale = size / 2 / reach;
  return [(x - size / 2) / scale, (size / 2 - y) / scale];
}

/** The path of a head at the end of an arrow; empty where the arrow has no direction. */
export function arrowHead([x0, y0]: PlanePoint, [x1, y1]: PlanePoint, length = 9): string {
  const distance = Math.hypot(x1 - x0, y1 - y0);
  if (distance < 1) return '';
  const [ux, uy] = [(x1 - x0) / distance, (y1 - y0) / distance];
  const side = length * 0.42;
  const [bx, by] = [x1 - length * ux, y1 - length * uy];
  return `M${x1} ${y1}L${bx - side * uy} ${by + side * ux}L${bx + side * uy} ${by - side * ux}Z`;
}

/** Where an arrow key moves the end of a vector; null for other keys. */
export function keyStep(key: string, step: number): PlanePoint | null {
  switch (key) {
    case 'ArrowLeft':
      return [-step, 0];
    case 'ArrowRight':
      return [step, 0];
    case 'ArrowUp':
      return [0, step];
    case 'ArrowDown':
      return [0, -step];
    default:
      return null;
  }
}
