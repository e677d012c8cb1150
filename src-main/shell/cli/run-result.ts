import { armId, twinId } from '../../contract/arm.ts';
import type { Comparison, Verdict } from '../../contract/comparison.ts';
import type { LiveStudy } from '../../contract/live.ts';
import type { Parameters, Study } from '../../contract/study.ts';
import type { Service } from '../../service/service.ts';
import type { StudyTimings } from '../../service/timing.ts';

/** What `run --json` writes. Fields may be added, never taken away. */
export interface RunResult {
  readonly study: Study;
  readonly engine: string | null;
  readonly timings: StudyTimings & {
    /** Seconds from the start of the command to the start of training. */ readonly start: number;
  };
  readonly arms: readonly ArmResult[];
  readonly runs: readonly {
    readonly arm: string;
    readonly split: number;
    readonly seed: number;
    readonly status: string;
    readonly bestEpoch: number | null;
    readonly epochsTrained: number;
    readonly failure: { readonly message: string; readonly remedy: string } | null;
    /** `metrics[task][metric]`, null where undefined. */
    readonly metrics: Readonly<Record<string, Readonly<Record<string, number | null>>>>;
    /** What the run chose on its validation rows, by name. */
    readonly choices: Readonly<Record<string, string>>;
  }[];
  /** What methods did, epoch by epoch, mean over replicates. */
  readonly diagnostics: Pick<LiveStudy, 'taskWeights' | 'gradientCosines' | 'residuals' | 'zeroGradients'>;
  readonly comparison: Comparison;
  readonly verdict: Verdict;
}

interface ArmResult {
  readonly id: string;
  /** Of a single-task twin; null for all tasks together. */
  readonly task: string | null;
  readonly method: string | null;
  readonly sharing: string | null;
  readonly parameters: Parameters;
}

export async function collectResult(
  service: Service,
  studyId: string,
): Promise<{ json: RunResult; notices: string[]; seconds: number; trainings: number }> {
  const { handlers } = service;
  const study = await handlers['study.get']({ studyId });
  const live = await handlers['study.live']({ studyId });
  const runs = await handlers['study.runs']({ studyId });
  const { comparison, verdict } = await handlers['comparison.get']({ studyId, baseline: null, metric: null });
  const timings = service.readTimings(studyId);
  const startedMs = live.startedAt === null ? Date.now() : Date.parse(live.startedAt);
  const start = Math.max(0, (startedMs - performance.timeOrigin) / 1000);
  const json: RunResult = {
    study,
    engine: live.engine,
    timings: { start, ...timings },
    arms: listArms(study),
    runs: runs.map(({ arm, split, seed, status, bestEpoch, epochsTrained, failure, metrics, choices }) => ({
      arm,
      split,
      seed,
      status,
      bestEpoch,
      epochsTrained,
      failure,
      metrics: mapValues(metrics, (values) => mapValues(values, ({ value }) => value)),
      choices,
    })),
    diagnostics: {
      taskWeights: live.taskWeights,
      gradientCosines: live.gradientCosines,
      residuals: live.residuals,
      zeroGradients: live.zeroGradients,
    },
    comparison,
    verdict,
  };
  const notices = live.alarms.filter((alarm) => alarm.kind === 'fallback' || alarm.kind === 'diverged');
  return {
    json,
    notices: notices.map((alarm) => `${alarm.message} ${alarm.remedy}`),
    seconds: timings.wall,
    trainings: runs.length,
  };
}

function listArms({ spec }: Study): ArmResult[] {
  return [
    ...spec.tasks.map(({ column }) => ({
      id: twinId(column),
      task: column,
      method: null,
      sharing: null,
      parameters: {},
    })),
    ...spec.arms.map((arm) => ({ id: armId(arm), task: null, ...arm })),
  ];
}

function mapValues<Value, Result>(
  record: Readonly<Record<string, Value>>,
  map: (value: Value) => Result,
): Record<string, Result> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}
