import type { TrainedModel } from '../../contract/trained-model.ts';
import type { ReplicaKey } from '../../contract/training.ts';
import type { Candidate, Outcome, Trained } from './stage.ts';

/** Whether the candidate was trained for the run. */
export function isOwnedBy({ owner }: Pick<Candidate, 'owner'>, { split, seed }: ReplicaKey): boolean {
  return owner.split === split && owner.seed === seed;
}

/** The candidate with the least validation loss, or the first with its failure where all have failed. */
export function bestOf(candidates: readonly Trained[]): Trained {
  const sound = candidates.filter(({ failure }) => failure === null);
  const first = sound[0] ?? candidates[0];
  if (first === undefined) throw new Error('no candidate to choose from');
  return sound.reduce((best, candidate) => (candidate.loss < best.loss ? candidate : best), first);
}

/**
 * The outcome of a run from one network a task, or from the mean prediction of several.
 *
 * @param perTask the networks of each task, with their predictions of it
 */
export function combineOutcome(
  owner: ReplicaKey,
  perTask: readonly (readonly { readonly trained: Trained; readonly prediction: Float32Array }[])[],
  choices: Readonly<Record<string, string>>,
): Outcome {
  const all = perTask.flat().map(({ trained }) => trained);
  return {
    owner,
    failure: all.find(({ failure }) => failure !== null)?.failure ?? null,
    predictions: perTask.map((members) => meanOf(members.map(({ prediction }) => prediction))),
    choices,
    models: modelsOf(perTask.map((members) => members.map(({ trained }) => trained))),
    epochsTrained: Math.max(0, ...all.map(({ epochsTrained }) => epochsTrained)),
  };
}

/** The outcomes of runs that one network each has trained on all tasks. */
export function outcomesOfAll(
  trained: readonly Trained[],
  predictions: readonly (readonly (Float32Array | null | undefined)[] | undefined)[],
  tasks: readonly number[],
): Outcome[] {
  return trained.map((one, run) =>
    combineOutcome(
      one.owner,
      tasks.map((task) => [{ trained: one, prediction: predictions[run]?.[task] as Float32Array }]),
      {},
    ),
  );
}

/** Every network once, with the tasks that it is used for, which may be fewer than it was trained on. */
function modelsOf(perTask: readonly (readonly Trained[])[]): TrainedModel[] {
  return [...new Set(perTask.flat())].map((trained) => ({
    ...trained.model,
    tasks: perTask.flatMap((members, task) => (members.includes(trained) ? [task] : [])),
  }));
}

function meanOf(predictions: readonly Float32Array[]): Float32Array {
  const [first = new Float32Array(), ...rest] = predictions;
  if (rest.length === 0) return first;
  return first.map(
    (value, cell) => rest.reduce((sum, other) => sum + (other[cell] as number), value) / predictions.length,
  );
}
