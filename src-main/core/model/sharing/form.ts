import type { SharingForm as Description } from '../../../contract/method.ts';
import type { Parameters } from '../../../contract/study.ts';
import type { NetworkShape } from '../layout.ts';
import type { Network } from '../network.ts';

/** A way in which tasks share a network. With one task every form is the single-task network, which `createNetwork` sees to. */
export interface SharingForm {
  readonly description: Description;
  /** Parameters that change numbers only, not the shape of the network: arms that differ in them train together. */
  readonly settings?: readonly string[];
  /** What does not fit this shape and how to repair it, or null. Values are in their ranges already. */
  readonly findProblem?: (shape: NetworkShape, parameters: Parameters) => string | null;
  /** parameters: every one of the form that is given or has a default. */
  readonly create: (shape: NetworkShape, parameters: Parameters) => Network;
}
