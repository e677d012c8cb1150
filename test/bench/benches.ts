import { benchAudit } from './audit.ts';
import { benchBalancing } from './balancing.ts';
import { benchEngine } from './engine.ts';
import { benchImport } from './import.ts';
import { benchSteps } from './steps.ts';
import { benchMethods, benchStudy } from './study.ts';
import { benchWorkbench } from './workbench.ts';

export interface BenchOptions {
  /** Also measure other programs on the same work, where they are installed or can be. */
  readonly peers: boolean;
}

/** Every bench by its name; each prints its figures and returns what is kept. */
export const benches = {
  audit: benchAudit,
  balancing: benchBalancing,
  engine: benchEngine,
  import: benchImport,
  steps: benchSteps,
  study: benchStudy,
  methods: benchMethods,
  workbench: benchWorkbench,
} as const satisfies Readonly<Record<string, (options: BenchOptions) => Promise<object>>>;

export function isBenchName(name: string): name is keyof typeof benches {
  return Object.hasOwn(benches, name);
}
