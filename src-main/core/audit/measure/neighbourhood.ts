import type { AuditFrame } from '../frame.ts';
import { createInputMatrix, type InputMatrix } from './input-matrix.ts';
import { nearestPlaces } from './neighbour.ts';

/** Rows as the light models see them, and for some of them the nearest others. */
export interface Neighbourhood {
  readonly matrix: InputMatrix;
  /** Places in the matrix, evenly spread. */
  readonly queries: Int32Array;
  /** Of each query, nearest first. */
  readonly nearest: readonly Int32Array[];
}

const mostQueries = 500;
export const neighbours = 10;

/** What was last made of a frame: tasks labelled on the same rows share it. */
const kept = new WeakMap<AuditFrame, { readonly rows: Int32Array; readonly neighbourhood: Neighbourhood }>();

/** The neighbourhood of `rows` by their inputs. */
export function neighbourhoodOf(frame: AuditFrame, rows: Int32Array): Neighbourhood {
  const last = kept.get(frame);
  if (last !== undefined && isSame(last.rows, rows)) return last.neighbourhood;
  const matrix = createInputMatrix(frame.inputs, rows);
  const places = matrix.rows.map((_, place) => place);
  const stride = Math.max(1, Math.floor(places.length / mostQueries));
  const queries = places.filter((place) => place % stride === 0);
  const nearest = matrix.width === 0 ? [] : nearestPlaces(matrix, queries, places, neighbours);
  const neighbourhood = { matrix, queries, nearest };
  kept.set(frame, { rows, neighbourhood });
  return neighbourhood;
}

function isSame(one: Int32Array, other: Int32Array): boolean {
  return one.length === other.length && one.every((row, place) => row === other[place]);
}
