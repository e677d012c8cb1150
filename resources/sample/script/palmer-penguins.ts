import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { csvFile, type SampleFile } from './sample-file.ts';

interface Penguin {
  readonly Species: string | null;
  readonly Island: string | null;
  readonly 'Beak Length (mm)': number | null;
  readonly 'Beak Depth (mm)': number | null;
  readonly 'Flipper Length (mm)': number | null;
  readonly 'Body Mass (g)': number | null;
  readonly Sex: string | null;
}

/**
 * The 344 penguins of Gorman, Williams and Fraser (2014), from penguins.json of vega-datasets 2.11.0 beside this script:
 * columns renamed and put in order, the sex of one bird, given as a point, left out like the ten that are not known.
 */
export function makePalmerPenguins(): SampleFile {
  const text = readFileSync(join(import.meta.dirname, 'penguins.json'), 'utf8');
  const penguins = JSON.parse(text) as readonly Penguin[];
  return csvFile(
    'palmer-penguins/palmer-penguins.csv',
    ['island', 'bill_length_mm', 'bill_depth_mm', 'flipper_length_mm', 'species', 'sex', 'body_mass_g'],
    penguins.map((penguin) => [
      penguin.Island ?? '',
      String(penguin['Beak Length (mm)'] ?? ''),
      String(penguin['Beak Depth (mm)'] ?? ''),
      String(penguin['Flipper Length (mm)'] ?? ''),
      penguin.Species ?? '',
      penguin.Sex === '.' ? '' : (penguin.Sex ?? '').toLowerCase(),
      String(penguin['Body Mass (g)'] ?? ''),
    ]),
  );
}
