import { Console } from 'node:console';
import { auditChecks } from '../../src-main/core/audit/check/registry.ts';
import { makeCleanData, toFrame } from '../helper/audit-data.ts';
import { plants } from '../helper/audit-fault.ts';

const cleanSets = 100;
const plantedSets = 60;
const goals = { hitRate: 0.95, falseAlarmRate: 0.05 };

interface CheckRates {
  readonly check: string;
  readonly hits: number;
  readonly planted: number;
  readonly falseAlarms: number;
  readonly clean: number;
  readonly milliseconds: number;
}

/** Hit and false-alarm rate of every check at its default tolerance, over generated tables of 200 to 5,000 rows. */
export function benchAudit(): Promise<object> {
  const out = new Console(process.stdout);
  out.log(`  ${plantedSets} tables with the fault planted, ${cleanSets} without any fault, 200 to 5,000 rows`);
  out.log('  check                       hits          false alarms   ms a table');
  const rates: CheckRates[] = [];
  const frames = Array.from({ length: cleanSets }, (_, set) => toFrame(makeCleanData(7_000_000 + set)));
  for (const [position, check] of auditChecks.entries()) {
    const tolerance = check.tolerance.default;
    const beganAt = performance.now();
    const alarms = frames.filter((frame) => check.find(frame, tolerance).findings.length > 0).length;
    const milliseconds = (performance.now() - beganAt) / frames.length;
    let hits = 0;
    for (let set = 0; set < plantedSets; set += 1) {
      const data = makeCleanData(8_000_000 + 100_000 * position + set);
      const wanted = plants[check.id](data);
      const { findings } = check.find(toFrame(data), tolerance);
      const names = (found: (typeof findings)[number]): readonly string[] => [...(found.columns ?? []), ...found.tasks];
      if (findings.some((found) => wanted.length === 0 || wanted.some((name) => names(found).includes(name))))
        hits += 1;
    }
    const rate = { check: check.id, hits, planted: plantedSets, falseAlarms: alarms, clean: cleanSets, milliseconds };
    rates.push(rate);
    const isMet = hits / plantedSets >= goals.hitRate && alarms / cleanSets <= goals.falseAlarmRate;
    out.log(
      `  ${check.id.padEnd(26)} ${(hits / plantedSets).toFixed(3)} (${hits}/${plantedSets})  ${(alarms / cleanSets).toFixed(3)} (${alarms}/${cleanSets})`.padEnd(
        62,
      ) + `${milliseconds.toFixed(1).padStart(7)}  ${isMet ? 'met' : 'MISSED'}`,
    );
  }
  out.log(`  goal: hits at least ${goals.hitRate}, false alarms at most ${goals.falseAlarmRate}`);
  return Promise.resolve({ goals, rates });
}
