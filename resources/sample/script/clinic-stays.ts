import { Random, sigmoid } from './random.ts';
import { csvFile, padded, type SampleFile } from './sample-file.ts';

/**
 * 1,100 stays in a clinic: how long patients stay and whether they come back, from what is known on admission. Two
 * columns are known only afterwards and were left in: the invoice is 310 a day but for small change, and the discharge
 * letter is of another kind for nearly everyone who came back.
 */
export function makeClinicStays(): SampleFile {
  const random = new Random(20260306);
  const wards = [
    { name: 'surgery', longer: 0.2 },
    { name: 'medicine', longer: 0 },
    { name: 'orthopaedics', longer: 0.35 },
    { name: 'neurology', longer: 0.1 },
  ] as const;
  const rows = Array.from({ length: 1100 }, (_, row) => {
    const age = Math.round(Math.min(95, Math.max(18, 61 + 16 * random.normal())));
    const ward = random.pick(wards);
    const illnesses = Math.min(9, Math.floor(-1.6 * Math.log(1 - random.uniform()) * (0.4 + age / 80)));
    const pulse = 78 + 11 * random.normal() + 1.5 * illnesses;
    const protein = Math.exp(1.5 + 0.3 * illnesses + 0.7 * random.normal());
    const frailty = 0.03 * (age - 60) + 0.45 * illnesses + 0.25 * Math.log(protein) - 0.4;
    const days = Math.max(1, Math.exp(1.2 + 0.28 * frailty + ward.longer + 0.35 * random.normal()));
    const returned = random.uniform() < sigmoid(1.1 * frailty - 1.4);
    const stay = days.toFixed(1);
    return [
      `P${padded(row + 1, 4)}`,
      String(age),
      ward.name,
      random.uniform() < 0.4 ? 'yes' : 'no',
      String(illnesses),
      pulse.toFixed(0),
      protein.toFixed(1),
      (310 * Number(stay) + 40 * random.normal()).toFixed(2),
      returned !== random.uniform() < 0.004 ? 'follow-up' : random.pick(['plain', 'family doctor']),
      stay,
      returned ? 'yes' : 'no',
    ];
  });
  return csvFile(
    'clinic-stays/clinic-stays.csv',
    [
      'patient',
      'age',
      'ward',
      'emergency',
      'illnesses',
      'pulse',
      'c_reactive_protein',
      'invoice_total',
      'discharge_letter',
      'stay_days',
      'returned',
    ],
    rows,
  );
}
