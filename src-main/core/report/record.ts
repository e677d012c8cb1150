import type { Status } from '../../contract/application.ts';
import type { AuditResult } from '../../contract/audit.ts';
import type { Comparison, Verdict } from '../../contract/comparison.ts';
import type { Dataset } from '../../contract/dataset.ts';
import type { Explanation } from '../../contract/explain.ts';
import type { DesignCheck } from '../../contract/design.ts';
import type { ColumnInput } from '../../contract/input-setting.ts';
import type { LiveStudy } from '../../contract/live.ts';
import type { Catalogue, NetworkDrawing } from '../../contract/method.ts';
import type { Run } from '../../contract/run.ts';
import type { Study } from '../../contract/study.ts';

/** What the report says of the program that made the numbers. */
export interface ReportVersions {
  readonly version: Status['version'];
  readonly engine: Status['engine'];
  readonly node: string;
  readonly platform: string;
  readonly sqlite: string;
  readonly duckdb: string;
}

/** Seconds; those of compiling, training and evaluating are sums over trainers that work side by side. */
export interface ReportCost {
  readonly wallSeconds: number;
  readonly compileSeconds: number;
  readonly trainSeconds: number;
  readonly evaluateSeconds: number;
  /** One for each way in which arms share. */
  readonly networks: readonly NetworkDrawing[];
}

/** Everything a report is made of; nothing in it is computed twice. `Status` fits `versions`. */
export interface ReportRecord {
  readonly study: Study;
  readonly dataset: Dataset;
  readonly comparison: Comparison;
  readonly verdict: Verdict;
  readonly runs: readonly Run[];
  /** Curves, task weights and cosine maps as the run left them; null leaves those figures out. */
  readonly live: Pick<LiveStudy, 'curves' | 'taskWeights' | 'gradientCosines' | 'alarms'> | null;
  /** The design check of the study; null where its data are gone. */
  readonly design: DesignCheck | null;
  /** The audit of the study's data; absent or null where its data are gone. */
  readonly audit?: AuditResult | null;
  /** Each task under the arm of the verdict beside its twin; absent or null where there are no predictions or no data. */
  readonly explanations?: readonly Explanation[] | null;
  /** How every input column enters the network; absent or null where the data are gone. */
  readonly inputs?: readonly ColumnInput[] | null;
  readonly cost: ReportCost | null;
  readonly catalogue: Catalogue;
  readonly versions: ReportVersions;
  /** When the report was made, ISO 8601. */
  readonly createdAt: string;
}
