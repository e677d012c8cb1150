import type { StoredArray } from '../../contract/training.ts';
import type { Checkpoint, Selection } from '../train/cohort.ts';

/** A stage that is done. */
export interface StoredStage extends Selection {
  /** [R, T] at each replica's best epoch. */
  readonly validationLoss: Float32Array;
  readonly observed: Observed;
}

/** Sums of what was measured beside the training, by name [R, ...]. */
export type Observed = Readonly<Record<string, Float32Array>>;

/** How far a training in stages is: what a checkpoint holds. */
export interface StageProgress {
  readonly done: StoredStage[];
  /** Epochs of the stages that are done. */
  epochsBefore: number;
  current:
    | (Checkpoint & { readonly position: number; readonly validationLoss: Float32Array; readonly observed: Observed })
    | null;
}

const parts = ['parameters', 'loss', 'bestEpoch', 'epochsTrained', 'failed', 'validationLoss'] as const;
const statePrefix = 'state/';

/** As named arrays. */
export function storeProgress({ done, epochsBefore, current }: StageProgress): Record<string, StoredArray> {
  const stored: Record<string, StoredArray> = {
    progress: store(Float32Array.of(done.length, epochsBefore, current?.position ?? -1, current?.epoch ?? 0)),
  };
  done.forEach((stage, position) => {
    for (const part of parts) stored[`done/${position}/${part}`] = store(stage[part]);
    storeObserved(stored, `done/${position}/observed/`, stage.observed);
  });
  if (current !== null) {
    stored['current/validationLoss'] = store(current.validationLoss.slice());
    storeObserved(stored, 'current/observed/', current.observed);
    for (const [name, array] of Object.entries(current.state)) stored[`${statePrefix}${name}`] = array;
  }
  return stored;
}

/** From what `storeProgress` made; nothing done where there is no checkpoint. */
export function readProgress(checkpoint: Checkpoint | null): StageProgress {
  if (checkpoint === null) return { done: [], epochsBefore: 0, current: null };
  const { state } = checkpoint;
  const read = (name: string): Float32Array => Float32Array.from(state[name]?.data ?? []);
  const [count = 0, epochsBefore = 0, position = -1, epoch = 0] = read('progress');
  const done = Array.from({ length: count }, (_, stage): StoredStage => {
    const values = parts.map((part) => [part, read(`done/${stage}/${part}`)] as const);
    const arrays = Object.fromEntries(values) as Record<(typeof parts)[number], Float32Array>;
    return { ...arrays, observed: readObserved(checkpoint, `done/${stage}/observed/`) };
  });
  if (position < 0) return { done, epochsBefore, current: null };
  const own = Object.entries(state).filter(([name]) => name.startsWith(statePrefix));
  return {
    done,
    epochsBefore,
    current: {
      position,
      epoch,
      state: Object.fromEntries(own.map(([name, array]) => [name.slice(statePrefix.length), array])),
      validationLoss: read('current/validationLoss'),
      observed: readObserved(checkpoint, 'current/observed/'),
    },
  };
}

function storeObserved(stored: Record<string, StoredArray>, prefix: string, observed: Observed): void {
  for (const [name, data] of Object.entries(observed)) stored[`${prefix}${name}`] = store(data.slice());
}

function readObserved({ state }: Checkpoint, prefix: string): Observed {
  const own = Object.entries(state).filter(([name]) => name.startsWith(prefix));
  return Object.fromEntries(own.map(([name, { data }]) => [name.slice(prefix.length), Float32Array.from(data)]));
}

function store(data: Float32Array): StoredArray {
  return { dtype: 'float32', shape: [data.length], data };
}
