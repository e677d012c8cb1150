import { AppError } from '../../contract/error.ts';
import type { StudySpec } from '../../contract/study.ts';
import { findColumn, type Table } from '../table/table.ts';
import { encodeFeature, type EncodedFeature } from './encode-feature.ts';
import { encodeTarget } from './encode-target.ts';
import type { Encoding, EncodingNote } from './prepared.ts';

/**
 * The table as the network's inputs [N, D] and targets: columns of role `input` in the table's order, tasks in the
 * study's order. Nothing is fitted here: which labels exist is looked up in the whole table, every number that depends
 * on the data (means, scales, fill values) comes from `fitPreparation`.
 *
 * Throws AppError `impossible-study` where a role or a task names no column of the table, or where a task is an input.
 */
export function encodeTable(table: Table, spec: Pick<StudySpec, 'roles' | 'tasks'>): Encoding {
  const taskColumns = new Set(spec.tasks.map((task) => task.column));
  for (const [name, role] of Object.entries(spec.roles)) {
    if (findColumn(table, name) === undefined) {
      throw new AppError('impossible-study', `unknown column '${name}' with role ${role}; the table does not have it`, {
        details: { column: name },
      });
    }
    if (role === 'input' && taskColumns.has(name)) {
      throw new AppError('impossible-study', `column '${name}' is a task and an input; give it one role`, {
        details: { column: name },
      });
    }
  }
  const encoded: EncodedFeature[] = [];
  const notes: EncodingNote[] = [];
  for (const column of table.columns) {
    if (roleOf(spec.roles, column.name) !== 'input') continue;
    const result = encodeFeature(column);
    encoded.push(...result.features);
    notes.push(...result.notes);
  }
  return {
    rowCount: table.rowCount,
    features: encoded.map((item) => item.feature),
    inputs: layInputs(encoded, table.rowCount),
    present: layPresence(encoded, table.rowCount),
    targets: spec.tasks.map((task) => encodeTarget(table, task)),
    notes,
  };
}

function roleOf(roles: StudySpec['roles'], name: string): string | undefined {
  return Object.hasOwn(roles, name) ? roles[name] : undefined;
}

function layInputs(encoded: readonly EncodedFeature[], rowCount: number): Float32Array {
  const width = encoded.length;
  const inputs = new Float32Array(rowCount * width);
  encoded.forEach(({ values }, position) => {
    for (let row = 0; row < rowCount; row += 1) inputs[row * width + position] = values[row] ?? 0;
  });
  return inputs;
}

function layPresence(encoded: readonly EncodedFeature[], rowCount: number): Uint8Array | null {
  if (encoded.every((item) => item.present === null)) return null;
  const width = encoded.length;
  const presence = new Uint8Array(rowCount * width).fill(1);
  encoded.forEach(({ present }, position) => {
    if (present === null) return;
    for (let row = 0; row < rowCount; row += 1) presence[row * width + position] = present[row] ?? 0;
  });
  return presence;
}
