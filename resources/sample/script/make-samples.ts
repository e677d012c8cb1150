/**
 * Writes the data of every sample: `node resources/sample/script/make-samples.ts [FOLDER]` writes the same bytes again.
 * All but the penguins are generated, with a known truth, so that anyone can check what a study of them ought to find.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeClinicStays } from './clinic-stays.ts';
import { makeForestInventory } from './forest-inventory.ts';
import { makeGreenhouse } from './greenhouse.ts';
import { makeHelpDesk } from './help-desk.ts';
import { makePalmerPenguins } from './palmer-penguins.ts';
import { makePumpMonitor } from './pump-monitor.ts';
import { makeSoilLaboratory } from './soil-laboratory.ts';
import { makeStampedMarks } from './stamped-marks.ts';
import { makeWaterSurvey } from './water-survey.ts';

const folder = process.argv[2] ?? join(import.meta.dirname, '..');

const makers = [
  makeClinicStays,
  makeForestInventory,
  makeGreenhouse,
  makeHelpDesk,
  makePalmerPenguins,
  makePumpMonitor,
  makeSoilLaboratory,
  makeStampedMarks,
  makeWaterSurvey,
];

for (const make of makers) {
  const { path, bytes } = make();
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), bytes);
}
