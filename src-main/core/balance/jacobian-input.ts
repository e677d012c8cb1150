import { AppError } from '../../contract/error.ts';

const mostTasks = 16;
/** Squared norms are computed in float32. */
const largestNorm = 1e18;

export interface JacobianInput {
  /** [T][P]: one row of gradients of the shared parameters for each task. */
  readonly jacobian: readonly (readonly number[])[];
  readonly losses: readonly number[] | null;
  readonly initialLosses: readonly number[] | null;
  readonly twinLosses: readonly number[] | null;
}

/**
 * Checks what came out of a JSON file: a matrix, or an object with `jacobian` and, for methods that look at them,
 * `losses`, `initialLosses` and `twinLosses`. Throws AppError `bad-data` that names the row and column.
 */
export function parseJacobianInput(value: unknown): JacobianInput {
  if (Array.isArray(value))
    return { jacobian: parseMatrix(value), losses: null, initialLosses: null, twinLosses: null };
  if (typeof value !== 'object' || value === null || !('jacobian' in value)) {
    throw invalid('must be a list of rows, one for each task, or an object with `jacobian`', typeName(value));
  }
  const fields = value as Record<string, unknown>;
  for (const name of Object.keys(fields)) {
    if (!['jacobian', 'losses', 'initialLosses', 'twinLosses'].includes(name)) {
      throw invalid('the file may have the fields jacobian, losses, initialLosses, twinLosses', name);
    }
  }
  const jacobian = parseMatrix(fields['jacobian']);
  return {
    jacobian,
    losses: parseLosses('losses', fields['losses'], jacobian.length),
    initialLosses: parseLosses('initialLosses', fields['initialLosses'], jacobian.length),
    twinLosses: parseLosses('twinLosses', fields['twinLosses'], jacobian.length),
  };
}

function parseMatrix(value: unknown): number[][] {
  if (!Array.isArray(value)) throw invalid('must be a list of rows, one for each task', typeName(value));
  if (value.length === 0) throw invalid('must have at least one row', '[]');
  if (value.length > mostTasks) throw invalid(`must have at most ${mostTasks} rows`, `${value.length} rows`);
  const width = Array.isArray(value[0]) ? value[0].length : 0;
  return value.map((row: unknown, index) => {
    const where = `row ${index + 1}`;
    if (!Array.isArray(row)) throw invalid(`${where} must be a list of numbers`, typeName(row));
    if (row.length === 0) throw invalid(`${where} must have at least one number`, '[]');
    if (row.length !== width)
      throw invalid(`${where} must have ${width} numbers, as row 1 has`, `${row.length} numbers`);
    row.forEach((entry: unknown, column) => {
      if (typeof entry !== 'number' || !Number.isFinite(entry)) {
        throw invalid(`${where}, column ${column + 1} must be a finite number`, describe(entry));
      }
    });
    const numbers = row as number[];
    const norm = Math.sqrt(numbers.reduce((sum, value) => sum + value * value, 0));
    if (norm > largestNorm)
      throw invalid(`${where} must have a norm of at most ${largestNorm}; scale the matrix down`, `${norm}`);
    return [...numbers];
  });
}

/** Losses for T tasks, or null when not given. Throws AppError `bad-data`. */
export function parseLosses(name: string, value: unknown, tasks: number): number[] | null {
  if (value === undefined || value === null) return null;
  if (!Array.isArray(value) || value.length !== tasks) {
    throw new AppError(
      'bad-data',
      `invalid ${name}; must be a list of ${tasks} numbers, one for each row: ${describe(value)}`,
    );
  }
  return value.map((entry: unknown, index) => {
    if (typeof entry === 'number' && Number.isFinite(entry) && entry >= 0) return entry;
    const message = `invalid ${name}; number ${index + 1} must be finite and not negative: ${describe(entry)}`;
    throw new AppError('bad-data', message);
  });
}

function invalid(rule: string, received: string): AppError {
  return new AppError('bad-data', `invalid jacobian; ${rule}: ${received}`);
}

function typeName(value: unknown): string {
  return value === null ? 'null' : typeof value;
}

function describe(value: unknown): string {
  const isInJson = typeof value !== 'number' || Number.isFinite(value);
  return (isInJson && value !== undefined ? JSON.stringify(value) : String(value)).slice(0, 80);
}
