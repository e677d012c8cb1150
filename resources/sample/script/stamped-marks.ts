import { greyPng } from './png.ts';
import { Random } from './random.ts';
import { csvBytes, padded, type SampleFile } from './sample-file.ts';
import { zipArchive } from './zip.ts';

const side = 16;
const shapes = ['circle', 'square', 'triangle'] as const;
const fillings = ['full', 'hollow'] as const;

/**
 * 800 pictures of 16 × 16 grey pixels: a circle, a square or a triangle, full or only its edge, of any size, place, brightness
 * and a little turned, under noise. Shape and filling are drawn apart: neither tells of the other, but both need the edges.
 */
export function makeStampedMarks(): SampleFile {
  const random = new Random(20260308);
  const marks = Array.from({ length: 800 }, (_, index) => {
    const shape = random.pick(shapes);
    const filling = random.pick(fillings);
    return {
      name: `mark-${padded(index + 1, 3)}.png`,
      shape,
      filling,
      bytes: greyPng(draw(random, shape, filling), side),
    };
  });
  const table = csvBytes(
    ['picture', 'shape', 'filling'],
    marks.map(({ name, shape, filling }) => [`pictures/${name}`, shape, filling]),
  );
  return {
    path: 'stamped-marks/stamped-marks.zip',
    bytes: zipArchive([
      { name: 'stamped-marks.csv', bytes: table },
      ...marks.map(({ name, bytes }) => ({ name: `pictures/${name}`, bytes })),
    ]),
  };
}

function draw(random: Random, shape: (typeof shapes)[number], filling: (typeof fillings)[number]): Uint8Array {
  const radius = 4 + 2.5 * random.uniform();
  const centre = [0, 1].map(() => side / 2 - 0.5 + 2 * (random.uniform() - 0.5));
  const angle = 0.7 * (random.uniform() - 0.5);
  const background = 40 + 50 * random.uniform();
  const contrast = 80 + 60 * random.uniform();
  const edge = 1.4;
  return Uint8Array.from({ length: side * side }, (_, pixel) => {
    const across = (pixel % side) - (centre[0] ?? 0);
    const down = Math.floor(pixel / side) - (centre[1] ?? 0);
    const [x, y] = [
      Math.cos(angle) * across + Math.sin(angle) * down,
      Math.cos(angle) * down - Math.sin(angle) * across,
    ];
    const depth = depthOf(shape, radius, x, y);
    const ink = filling === 'full' ? depth : Math.min(depth, edge - depth);
    const covered = Math.min(1, Math.max(0, ink + 0.5));
    return Math.round(Math.min(255, Math.max(0, background + contrast * covered + 9 * random.normal())));
  });
}

/** How far a point lies inside the shape, in pixels. */
function depthOf(shape: (typeof shapes)[number], radius: number, x: number, y: number): number {
  if (shape === 'circle') return radius - Math.hypot(x, y);
  if (shape === 'square') return 0.85 * radius - Math.max(Math.abs(x), Math.abs(y));
  const third = (2 * Math.PI) / 3;
  return Math.min(
    ...[0, 1, 2].map((corner) => 0.58 * radius - x * Math.cos(corner * third) - y * Math.sin(corner * third)),
  );
}
