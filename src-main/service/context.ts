import type { Workspace } from '../store/workspace.ts';
import type { Audits } from './audits.ts';
import type { ChosenFiles } from './chosen-file.ts';
import type { DatasetWork } from './dataset-work.ts';
import type { EventLog } from './event-log.ts';
import type { MaterialCache } from './material-cache.ts';
import type { TableCache } from './table-cache.ts';
import type { TrainerPool } from './training/pool.ts';

/** Where things are, and which engine training may use. */
export interface ServiceOptions {
  /** The workspace folder. */
  readonly workspace: string;
  /** Where the set-up keeps the engine and what it found. */
  readonly cache: string;
  /** `auto` takes the best that works. */
  readonly engine?: EngineChoice;
  /** Starts the trainers at once, so that the first study need not wait for them. */
  readonly warm?: boolean;
}

export type EngineChoice = 'auto' | 'xla' | 'direct' | 'graph' | 'eager' | 'wasm';

/** What every noun of the service works with. */
export interface ServiceContext {
  readonly options: ServiceOptions;
  readonly workspace: Workspace;
  readonly events: EventLog;
  readonly files: ChosenFiles;
  readonly work: DatasetWork;
  readonly tables: TableCache;
  readonly materials: MaterialCache;
  readonly pool: TrainerPool;
  readonly audits: Audits;
}
