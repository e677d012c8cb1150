/** Networks trained in stages, each in lockstep. */
export interface StagedTraining {
  readonly kind: 'staged';
}
