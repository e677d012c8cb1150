/**
 * Writes the CSV files of the two samples. Both are generated, with a known truth, so that anyone can check what a study
 * of them ought to find: `node resources/sample/script/make-samples.ts [FOLDER]` writes the same bytes again.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { uniformAt } from '../../../src-main/core/util/hash.ts';

const folder = process.argv[2] ?? join(import.meta.dirname, '..');

/** Standard normal numbers and coins from one seeded stream. */
class Random {
  readonly #seed: number;
  #count = 0;

  constructor(seed: number) {
    this.#seed = seed;
  }

  uniform(): number {
    return uniformAt(this.#seed, 0, this.#count++);
  }

  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    return radius * Math.cos(2 * Math.PI * this.uniform());
  }

  normals(count: number): number[] {
    return Array.from({ length: count }, () => this.normal());
  }
}

/** Mean 0 and standard deviation 1. */
function standardize(values: readonly number[]): number[] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  return values.map((value) => (value - mean) / deviation);
}

function writeCsv(name: string, header: readonly string[], rows: readonly (readonly string[])[]): void {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), `${[header, ...rows].map((row) => row.join(',')).join('\n')}\n`);
}

function padded(number: number, digits: number): string {
  return String(number).padStart(digits, '0');
}

/**
 * 1,500 soil samples, 24 sensor bands. Two hidden properties of the soil, each a direction in the bands, decide clay,
 * carbon and moisture through the same four curves: what one task learns of the directions serves the others. The
 * laboratory measured one of the three for each sample, a second one for one sample in ten, so each task alone has about
 * 550 labels.
 */
function makeSoilLaboratory(): void {
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
  writeCsv(
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

/**
 * 1,200 hours of a pump. Four tasks, each decided by three sensors of its own through kinks that need six units of a
 * network: a trunk of six units serves one of them well and four badly. All rows are labelled, so there is nothing to
 * gain from sharing labels.
 */
function makePumpMonitor(): void {
  const random = new Random(20260302);
  const rows = 1200;
  const own = 3;
  const sensors = [
    ['inlet_pressure', 'outlet_pressure', 'flow'],
    ['motor_current', 'motor_voltage', 'shaft_speed'],
    ['oil_level', 'oil_viscosity', 'room_temperature'],
    ['filter_drop', 'water_hardness', 'valve_position'],
  ];
  const readings = Array.from({ length: rows }, () => random.normals(own * sensors.length));
  const hidden = sensors.map((_, task) =>
    standardize(
      readings.map((reading) =>
        reading.slice(task * own, (task + 1) * own).reduce((sum, value) => sum + Math.abs(value), 0),
      ),
    ),
  );
  const noisy = hidden.slice(0, 3).map((values) => values.map((value) => value + 0.2 * random.normal()));
  const fouled = (hidden[3] ?? []).map((value) => random.uniform() < 1 / (1 + Math.exp(-5 * value)));
  const scales = [
    { mean: 2.8, deviation: 0.6, digits: 2 },
    { mean: 64, deviation: 7, digits: 1 },
    { mean: 11, deviation: 2.5, digits: 2 },
  ];
  writeCsv(
    'pump-monitor/pump-monitor.csv',
    [...sensors.flat(), 'vibration', 'bearing_temperature', 'leakage', 'fouled'],
    readings.map((reading, row) => [
      ...reading.map((value) => value.toFixed(2)),
      ...scales.map(({ mean, deviation, digits }, task) =>
        (mean + deviation * (noisy[task]?.[row] ?? 0)).toFixed(digits),
      ),
      fouled[row] === true ? 'yes' : 'no',
    ]),
  );
}

makeSoilLaboratory();
makePumpMonitor();
