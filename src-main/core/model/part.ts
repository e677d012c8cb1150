/** A block of a network as it is drawn. */
export interface Part {
  readonly id: string;
  readonly label: string;
  /** Indices of the tasks it belongs to, or all. */
  readonly owner: 'shared' | readonly number[];
  /** Column of the drawing, from 0 at the inputs. */
  readonly stage: number;
  readonly inputs: number;
  readonly outputs: number;
  readonly parameters: number;
  /** Multiplications of a weight with an activation, for one row. */
  readonly multiplyAdds: number;
  /** Numbers that a row holds there; its outputs where absent. */
  readonly activations?: number;
  readonly details: string;
  readonly isFrozen?: boolean;
  /** Ids of the parts it reads; `input` for the inputs. */
  readonly from: readonly string[];
}

/** The id of the inputs among the parts. */
export const inputPart = 'input';
