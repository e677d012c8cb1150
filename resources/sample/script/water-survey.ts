import { dot, Random, standardize } from './random.ts';
import { csvFile, padded, type SampleFile } from './sample-file.ts';

const bands = 24;
const substances = [
  { name: 'nitrate', mean: 18, deviation: 6, digits: 1 },
  { name: 'phosphate', mean: 0.42, deviation: 0.12, digits: 3 },
  { name: 'chloride', mean: 41, deviation: 11, digits: 1 },
  { name: 'sulfate', mean: 63, deviation: 14, digits: 1 },
  { name: 'hardness', mean: 2.6, deviation: 0.5, digits: 2 },
  { name: 'algae', mean: 0, deviation: 1, digits: 0 },
] as const;

/**
 * 1,400 water samples, a spectrum of 24 bands, six substances of which a laboratory was paid for two a sample and now and
 * then for all: each substance has about 490 labels, and one sample in thirty has all six. What is measured is drawn, so
 * nothing can be learned from what is absent. Three hidden properties of the water, bent, decide all six.
 */
export function makeWaterSurvey(): SampleFile {
  const random = new Random(20260812);
  const directions = [0, 1, 2].map(() => {
    const direction = random.normals(bands);
    const length = Math.hypot(...direction);
    return direction.map((value) => value / length);
  });
  const spectra = Array.from({ length: 1400 }, () => random.normals(bands));
  const properties = spectra.map((spectrum) =>
    directions.flatMap((direction) => {
      const value = 1.3 * dot(direction, spectrum);
      return [Math.tanh(value), Math.max(value, 0)];
    }),
  );
  const measured = substances.map(() => {
    const weights = random.normals(2 * directions.length);
    return standardize(properties.map((each) => dot(weights, each))).map((value) => value + 0.15 * random.normal());
  });
  return csvFile(
    'water-survey/water-survey.csv',
    [
      'sample',
      ...Array.from({ length: bands }, (_, band) => `band_${padded(band + 1, 2)}`),
      ...substances.map(({ name }) => name),
    ],
    spectra.map((spectrum, row) => {
      const paid = random.uniform() < 1 / 30 ? substances.map((_, index) => index) : random.draw(substances.length, 2);
      return [
        `W${padded(row + 1, 4)}`,
        ...spectrum.map((value) => (1.1 + 0.2 * value).toFixed(3)),
        ...substances.map(({ mean, deviation, digits }, index) => {
          if (!paid.includes(index)) return '';
          const value = measured[index]?.[row] ?? 0;
          return digits === 0 ? (value > 0 ? 'yes' : 'no') : Math.max(0, mean + deviation * value).toFixed(digits);
        }),
      ];
    }),
  );
}
