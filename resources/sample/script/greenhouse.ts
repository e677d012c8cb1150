import { Random, sigmoid } from './random.ts';
import { csvFile, type SampleFile } from './sample-file.ts';

const days = 1460;
/** From here on the house has thermal screens, and its humidity sensor reads ever higher. */
const screensFrom = 880;
/** Mildew was looked for only from this day on. */
const mildewFrom = 420;

/**
 * Four years of a greenhouse, a row a day: the heat and the water it used, and whether mildew was seen. After some two
 * and a half years thermal screens came: heat no longer follows the cold as before, the house is damper, mildew more
 * frequent, and its sensor drifts. Mildew has no labels in the first fourteen months, so that the labels of the tasks are
 * from different times as well. A random split tests on days whose neighbours were trained on.
 */
export function makeGreenhouse(): SampleFile {
  const random = new Random(20260307);
  let weather = 0;
  const rows = Array.from({ length: days }, (_, day) => {
    const season = Math.sin((2 * Math.PI * (day - 110)) / 365.25);
    weather = 0.7 * weather + 0.7 * random.normal();
    const outside = 10 + 9 * season + 3 * weather;
    const light = Math.max(0.4, 5.2 + 4 * Math.sin((2 * Math.PI * (day - 80)) / 365.25) + 1.1 * random.normal());
    const wind = Math.exp(1 + 0.45 * random.normal());
    const crop = 0.5 + 0.5 * Math.sin((2 * Math.PI * (day % 120)) / 240);
    const isScreened = day >= screensFrom;
    const since = Math.max(0, day - screensFrom) / (days - screensFrom);
    const damp = 68 + 6 * crop - 1.1 * (light - 5) + (isScreened ? 5 : 0) + 3 * random.normal();
    const cold = Math.max(0, 17 - outside);
    const heat = (isScreened ? 0.45 : 1) * (9 * cold + 2.2 * wind * (cold > 0 ? 1 : 0)) + 24 + 9 * random.normal();
    const water = 30 + crop * (9 * light + 0.9 * outside) * (isScreened ? 0.8 : 1) + 7 * random.normal();
    const mildew = random.uniform() < sigmoid(0.35 * (damp - 74) - 0.5 + 1.3 * since);
    return [
      new Date(Date.UTC(2021, 0, 1) + day * 86_400_000).toISOString().slice(0, 10),
      outside.toFixed(1),
      light.toFixed(2),
      wind.toFixed(1),
      crop.toFixed(2),
      (damp + 12 * since + 0.8 * random.normal()).toFixed(1),
      Math.max(0, heat).toFixed(1),
      Math.max(0, water).toFixed(1),
      day < mildewFrom ? '' : mildew ? 'yes' : 'no',
    ];
  });
  return csvFile(
    'greenhouse/greenhouse.csv',
    ['day', 'outside_temperature', 'light', 'wind', 'crop_stage', 'humidity', 'heat_kwh', 'water_litres', 'mildew'],
    rows,
  );
}
