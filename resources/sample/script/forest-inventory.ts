import { Random } from './random.ts';
import { csvFile, padded, type SampleFile } from './sample-file.ts';

const species = [
  { name: 'beech', tallest: 34, slope: 0.028, slender: 19, crown: 0.36, bands: [0.7, -0.4, 0.5] },
  { name: 'oak', tallest: 29, slope: 0.024, slender: 24, crown: 0.42, bands: [0.3, 0.2, 0.8] },
  { name: 'pine', tallest: 27, slope: 0.032, slender: 16, crown: 0.24, bands: [-0.6, 0.5, -0.3] },
  { name: 'spruce', tallest: 38, slope: 0.03, slender: 17, crown: 0.21, bands: [-0.8, -0.3, -0.6] },
] as const;

/**
 * 1,000 trees seen by a laser scanner from the air. Species, age and site decide the three tasks and what the scanner
 * sees: the diameter in millimetres (variance about 66,000), the height in metres (about 56) and the species. Standardized
 * they are alike; as they stand in the file, the diameter would take nearly all of the shared gradient.
 */
export function makeForestInventory(): SampleFile {
  const random = new Random(20260303);
  const rows = Array.from({ length: 1000 }, (_, row) => {
    const kind = random.pick(species);
    const age = 15 + 115 * random.uniform();
    const site = 1 + 0.12 * random.normal();
    const height = Math.max(3, kind.tallest * site * (1 - Math.exp(-kind.slope * age)) + 0.8 * random.normal());
    const crowding = Math.exp(0.22 * random.normal());
    const diameter = Math.max(40, (kind.slender * height * (0.55 + age / 160)) / crowding + 20 * random.normal());
    const crown = Math.max(0.8, kind.crown * Math.sqrt(height * diameter) * 0.11 + 0.4 * random.normal());
    const returns = [0.55, 0.75, 0.95].map((share) => height * share * site ** -0.3 + 2.3 * random.normal());
    const bands = kind.bands.map((band) => 0.4 + 0.1 * (band + 0.75 * random.normal()));
    return [
      `T${padded(row + 1, 4)}`,
      ...returns.map((value) => value.toFixed(2)),
      crown.toFixed(2),
      (0.35 + 0.004 * crown + 0.05 * random.normal()).toFixed(3),
      ...bands.map((value) => value.toFixed(3)),
      (320 + 90 * random.normal()).toFixed(0),
      (12 * Math.abs(random.normal())).toFixed(1),
      diameter.toFixed(0),
      height.toFixed(1),
      kind.name,
    ];
  });
  return csvFile(
    'forest-inventory/forest-inventory.csv',
    [
      'tree',
      'return_height_50',
      'return_height_75',
      'return_height_95',
      'crown_width',
      'point_density',
      'green',
      'red',
      'infrared',
      'altitude',
      'slope',
      'diameter_mm',
      'height_m',
      'species',
    ],
    rows,
  );
}
