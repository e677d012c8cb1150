import type { LabResult, LabScenario, LabSettings } from '../contract/lab.ts';
import { findScenario, scenarios } from '../core/lab/registry.ts';
import { completeSettings } from '../core/lab/settings.ts';
import type { EngineChoice } from './context.ts';
import { LabTrainer } from './training/lab-trainer.ts';

/** Every scenario of the principles lab. */
export function listScenarios(): readonly LabScenario[] {
  return scenarios.map((scenario) => scenario.description);
}

/** Trains one scenario in a process that ends with it; no workspace is needed. */
export async function runLab(name: string, given: LabSettings, engine: EngineChoice = 'auto'): Promise<LabResult> {
  const settings = completeSettings(findScenario(name).description, given);
  const trainer = new LabTrainer(engine);
  try {
    return await trainer.run('command line', name, settings);
  } finally {
    await trainer.close();
  }
}
