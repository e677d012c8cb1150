import { Random, standardize } from './random.ts';
import { csvFile, padded, type SampleFile } from './sample-file.ts';

/**
 * 1,500 soil samples, 24 sensor bands. Two hidden properties of the soil, each a direction in the bands, decide clay,
 * carbon and moisture through the same four curves: what one task learns of the directions serves the others. The
 * laboratory measured one of the three for each sample, a second one for one sample in ten, so each task alone has about
 * 550 labels.
 */
export function makeSoilLaboratory(): SampleFile {
  const random = new Random(20260301);
  const rows = 1500;
  const bands = 24;
  const directions = [0, 1].map(() => {
    const direction = random.normals(bands);
    const length = Math.hypot(...direction);
    return direction.map((value) => value / length);
  });
  const signals = Array.from({ length: rows }, () => random.normals(bands));
  const curves = signals.map((signal) => {
    const [first = 0, second = 0] = directions.map(
      (direction) => 1.2 * direction.reduce((sum, value, band) => sum + value * (signal[band] ?? 0), 0),
    );
    return [Math.tanh(first), Math.max(first, 0), Math.tanh(second), Math.max(second, 0)];
  });
  const recipes = [
    { weights: [1, 0.6, 0.9, -0.5], mean: 28, deviation: 9 },
    { weights: [0.9, -0.8, 1, 0.6], mean: 2.4, deviation: 0.7 },
    { weights: [0.8, 0.7, -0.9, 0.7], mean: 19, deviation: 6 },
  ];
  const measured = recipes.map(({ weights, mean, deviation }) =>
    standardize(curves.map((curve) => curve.reduce((sum, value, part) => sum + value * (weights[part] ?? 0), 0))).map(
      (value) => mean + deviation * (value + 0.15 * random.normal()),
    ),
  );
  const digits = [1, 2, 1];
  return csvFile(
    'soil-laboratory/soil-laboratory.csv',
    [
      'sample',
      ...Array.from({ length: bands }, (_, band) => `band_${padded(band + 1, 2)}`),
      'clay_percent',
      'carbon_percent',
      'moisture_percent',
    ],
    signals.map((signal, row) => {
      const first = Math.floor(3 * random.uniform());
      const second = random.uniform() < 0.1 ? (first + 1 + Math.floor(2 * random.uniform())) % 3 : first;
      const labels = measured.map((values, task) =>
        task === first || task === second ? (values[row] ?? 0).toFixed(digits[task]) : '',
      );
      return [`S${padded(row + 1, 4)}`, ...signal.map((value) => (0.4 + 0.08 * value).toFixed(3)), ...labels];
    }),
  );
}
