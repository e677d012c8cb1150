import { nameArms } from '../contract/arm-name.ts';
import { armId, isAlternative, twinId, twinTask } from '../contract/arm.ts';
import type { Alarm, LiveStudy } from '../contract/live.ts';
import type { Run } from '../contract/run.ts';
import type { Cause } from '../contract/cause.ts';
import type { StudySpec } from '../contract/study.ts';
import { causeOfCosine, fitsReading } from '../core/compare/find-causes.ts';
import { sayArm, type Naming } from '../core/compare/naming.ts';
import { endSentence, sayCount } from '../core/compare/wording.ts';
import type { Cohort } from '../store/cohort-store.ts';
import { listCatalogue } from './catalogue.ts';
import type { CohortSummary } from './live-history.ts';
import { buildCosines } from './live-series.ts';
import { runKey } from './training-material.ts';

/** An arm is below its twin when its best validation loss is so much larger, as a share. */
const tolerance = 0.01;
const checksInARow = 3;
const stuckSeconds = 60;
const leastFreeShare = 0.05;

/** Everything about a study that deserves a look while it runs, each with what can be done about it. */
export function findAlarms(facts: {
  readonly spec: StudySpec;
  readonly histories: readonly CohortSummary[];
  readonly cohorts: readonly Cohort[];
  readonly runs: readonly Run[];
  /** Null when nothing is training. */
  readonly secondsWithoutNews: number | null;
  readonly freeMemoryShare: number;
}): Alarm[] {
  const naming = { armNames: nameArms(facts.spec.arms, listCatalogue()) };
  return [
    ...findNegativeTransfer(facts, naming),
    ...findDiverged(facts.runs, naming),
    ...findStuck(facts.secondsWithoutNews),
    ...(facts.secondsWithoutNews === null ? [] : findShortMemory(facts.freeMemoryShare)),
    ...findFallback(facts.cohorts),
  ];
}

/** Below its twin on validation rows for three checks in a row; twenty checks a training. */
function findNegativeTransfer(
  facts: { readonly spec: StudySpec; readonly histories: readonly CohortSummary[]; readonly runs: readonly Run[] },
  naming: Naming,
): Alarm[] {
  const { spec, histories } = facts;
  const failed = findFailed(facts.runs);
  const gap = Math.max(1, Math.round(spec.training.epochs / 20));
  const cosines = buildCosines(spec, histories);
  return spec.tasks.flatMap(({ column }, task) => {
    const twins = findReplicates(histories, twinId(column), failed);
    const multiTask = spec.arms.filter((arm) => !isAlternative(arm.method));
    return multiTask.map(armId).flatMap((arm): Alarm[] => {
      // Replicates begin at different times: each counts at its own newest check, once it has had enough of them.
      const pairs = pairReplicates(findReplicates(histories, arm, failed), twins)
        .map((pair) => ({ pair, checks: Math.floor(Math.min(...pair.map(epochsReached)) / gap) }))
        .filter(({ checks }) => checks >= checksInARow);
      if (pairs.length === 0) return [];
      const shares = Array.from({ length: checksInARow }, (_, back) =>
        relativeGap(
          pairs.map(({ pair, checks }) => ({ pair, epoch: (checks - back) * gap - 1 })),
          task,
        ),
      );
      if (!shares.every((share) => share > tolerance)) return [];
      return [
        {
          kind: 'negative-transfer',
          arm,
          task: column,
          message: `With ${sayArm(arm, naming)}, ${column} is below its single-task twin at the last ${checksInARow} checks: its best validation loss is ${sayPercent(shares[0] ?? 0)} % larger.`,
          remedy:
            'Once it has ended, Compare tells whether the test rows agree. Another balancing method or fewer shared tasks may help.',
          ...causesAmong(
            cosines.find((entry) => entry.arm === arm),
            task,
          ),
        },
      ];
    });
  });
}

/** What the task's most opposed gradient says so far of why it is below its twin. */
function causesAmong(cosines: LiveStudy['gradientCosines'][number] | undefined, task: number): { causes?: Cause[] } {
  const pairs = (cosines?.matrix[task] ?? []).flatMap((mean, other) => {
    const conflictRate = cosines?.conflictRate[task]?.[other] ?? null;
    return other === task || mean === null || conflictRate === null ? [] : [{ mean, conflictRate }];
  });
  const [strongest] = pairs.sort((first, second) => second.conflictRate - first.conflictRate);
  const cause = strongest === undefined ? null : causeOfCosine(strongest);
  return cause === null || !fitsReading(cause, 'worse') ? {} : { causes: [cause] };
}

/** Two significant digits, never as a power of ten. */
function sayPercent(share: number): string {
  const percent = Number((100 * share).toPrecision(2));
  // the runtime takes 10 ms to make its first number format; these numbers need none
  if (percent >= 1 && percent < 1e21) return String(percent);
  return percent.toLocaleString('en-US', { maximumFractionDigits: 2, useGrouping: false });
}

interface Place {
  readonly history: CohortSummary;
  readonly replica: number;
}

/** Where the replicates of an arm are; those that failed have an alarm of their own. */
function findReplicates(
  histories: readonly CohortSummary[],
  arm: string,
  failed: ReadonlySet<string>,
): Map<string, Place> {
  const places = new Map<string, Place>();
  for (const history of histories) {
    history.replicas.forEach((key, replica) => {
      if (key.arm === arm && !failed.has(runKey(key))) places.set(`${key.split}/${key.seed}`, { history, replica });
    });
  }
  return places;
}

function pairReplicates(arm: Map<string, Place>, twins: Map<string, Place>): [Place, Place][] {
  return [...arm].flatMap(([key, place]): [Place, Place][] => {
    const twin = twins.get(key);
    return twin === undefined ? [] : [[place, twin]];
  });
}

function epochsReached({ history }: Place): number {
  return history.epochs.length;
}

/** Mean best validation loss of the arm beyond that of the twin, as a share of the twin's; NaN where undefined. */
function relativeGap(pairs: readonly { pair: readonly [Place, Place]; epoch: number }[], task: number): number {
  let arm = 0;
  let twin = 0;
  for (const { pair, epoch } of pairs) {
    arm += bestAt(pair[0], epoch, task);
    twin += bestAt(pair[1], epoch, task);
  }
  return (arm - twin) / twin;
}

function bestAt({ history, replica }: Place, epoch: number, task: number): number {
  return history.bestValidation[epoch]?.[replica * history.tasks.length + task] ?? Number.NaN;
}

function findFailed(runs: readonly Run[]): Set<string> {
  return new Set(runs.filter((run) => run.status === 'failed').map(runKey));
}

function findDiverged(runs: readonly Run[], naming: Naming): Alarm[] {
  const byArm = Map.groupBy(
    runs.filter((run) => run.status === 'failed'),
    (run) => run.arm,
  );
  return [...byArm].map(([arm, failed]) => ({
    kind: 'diverged',
    arm,
    task: null,
    message: endSentence(
      `${sayCount(failed.length, 'run')} ${twinTask(arm) === null ? `with ${sayArm(arm, naming)}` : `of the single-task twin of ${twinTask(arm) ?? ''}`} failed: ${failed[0]?.failure?.message ?? 'the loss became infinite'}`,
    ),
    remedy:
      failed[0]?.failure?.remedy ?? 'Lower the learning rate or switch gradient clipping on, in a copy of the study.',
  }));
}

function findStuck(secondsWithoutNews: number | null): Alarm[] {
  if (secondsWithoutNews === null || secondsWithoutNews < stuckSeconds) return [];
  return [
    {
      kind: 'stuck',
      arm: null,
      task: null,
      message: `There was no progress for ${Math.round(secondsWithoutNews)} seconds.`,
      remedy: 'Stop the study and resume it: it goes on from its last checkpoint to the same numbers.',
    },
  ];
}

function findShortMemory(freeShare: number): Alarm[] {
  if (freeShare >= leastFreeShare) return [];
  return [
    {
      kind: 'memory',
      arm: null,
      task: null,
      message: `Only ${Math.round(freeShare * 100)} % of this machine's memory is free.`,
      remedy: 'Close other programs, or stop the study and plan fewer replicates or a narrower network.',
    },
  ];
}

function findFallback(cohorts: readonly Cohort[]): Alarm[] {
  const notices = new Set(cohorts.flatMap((cohort) => cohort.notice ?? []));
  return [...notices].map((notice) => ({
    kind: 'fallback',
    arm: null,
    task: null,
    message: endSentence(notice),
    remedy: 'The results are the same; only training takes longer.',
  }));
}
