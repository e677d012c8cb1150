/** What a comparison must know of a metric. `MetricDescription` of the contract fits. */
export interface MetricDirection {
  readonly name: string;
  readonly higherIsBetter: boolean;
  /** Values lie in [0, 1]: decides the default region of practical equivalence. */
  readonly unitInterval: boolean;
}

/** The direction of a metric, or undefined where it is not known. */
export type MetricLookup = (metric: string) => MetricDirection | undefined;
