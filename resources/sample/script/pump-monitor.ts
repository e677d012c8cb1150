import { Random, standardize } from './random.ts';
import { csvFile, type SampleFile } from './sample-file.ts';

/**
 * 1,200 hours of a pump. Four tasks, each decided by three sensors of its own through kinks that need six units of a
 * network: a trunk of six units serves one of them well and four badly. All rows are labelled, so there is nothing to
 * gain from sharing labels.
 */
export function makePumpMonitor(): SampleFile {
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
  return csvFile(
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
