import { createHash } from 'node:crypto';
import os from 'node:os';
import type { Problem } from '../contract/design.ts';
import type { StudySpec } from '../contract/study.ts';
import { encodeTableSteps } from '../core/prepare/encode-table.ts';
import type { Encoding, Split } from '../core/prepare/prepared.ts';
import { splitRows } from '../core/prepare/split-rows.ts';
import { inTurns } from './in-turns.ts';
import type { TableCache } from './table-cache.ts';
import type { TrainingMaterial } from './training-material.ts';

export interface CheckedStudy {
  /** Errors first. */
  readonly problems: readonly Problem[];
  /** What training would read; null where the study is impossible. */
  readonly material: TrainingMaterial | null;
}

/**
 * What was last made of a table, by the settings that decide it: whoever checks, audits and starts one study makes it once.
 * What fails is not kept.
 */
export interface MaterialCache {
  encode(spec: StudySpec): Promise<Encoding>;
  split(spec: StudySpec): Promise<readonly Split[]>;
  /** The check of a study, made by `check` where the last one was of other settings. */
  check(spec: StudySpec, check: () => Promise<CheckedStudy>): Promise<CheckedStudy>;
  /** Lets go what was made of this dataset. */
  forget(datasetId: string): void;
}

/** Share of the machine's memory that an encoded table may take to be kept. */
const keptShare = 1 / 8;

export function createMaterialCache(tables: TableCache): MaterialCache {
  const encodings = rememberLast<Encoding>(isSmall);
  const splits = rememberLast<readonly Split[]>(() => true);
  const checks = rememberLast<CheckedStudy>(({ material }) => material === null || isSmall(material.data.encoding));
  return {
    encode: (spec) =>
      encodings.read(keyOf(spec, [spec.roles, spec.tasks, spec.inputs]), async () =>
        inTurns(encodeTableSteps(await tables.read(spec.dataset.id), spec)),
      ),
    split: (spec) =>
      splits.read(keyOf(spec, [spec.tasks, spec.split, spec.baseSeed]), async () =>
        splitRows(await tables.read(spec.dataset.id), spec),
      ),
    check: (spec, check) => checks.read(keyOf(spec, [spec]), check),
    forget(datasetId) {
      for (const remembered of [encodings, splits, checks]) remembered.forget(datasetId);
    },
  };
}

function isSmall({ inputs, present }: Encoding): boolean {
  return inputs.byteLength + (present?.byteLength ?? 0) < keptShare * os.totalmem();
}

interface Key {
  readonly datasetId: string;
  readonly hash: string;
}

interface Remembered<Value> {
  read(key: Key, make: () => Promise<Value>): Promise<Value>;
  forget(datasetId: string): void;
}

/** Values by key of which the last is kept, where it may be; those who ask at once share one. */
function rememberLast<Value>(isKept: (value: Value) => boolean): Remembered<Value> {
  let last: (Key & { readonly value: Promise<Value> }) | null = null;
  return {
    read(key, make) {
      if (last?.hash === key.hash) return last.value;
      const entry = { ...key, value: make() };
      last = entry;
      const forget = (): void => {
        if (last === entry) last = null;
      };
      entry.value.then((value) => {
        if (!isKept(value)) forget();
      }, forget);
      return entry.value;
    },
    forget(datasetId) {
      if (last?.datasetId === datasetId) last = null;
    },
  };
}

function keyOf({ dataset }: StudySpec, settings: readonly unknown[]): Key {
  const hash = createHash('sha256')
    .update(JSON.stringify([dataset.id, dataset.contentHash, settings]))
    .digest('hex');
  return { datasetId: dataset.id, hash };
}
