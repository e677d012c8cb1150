import { AppError } from '../../contract/error.ts';
import { parseDelimited, type DelimitedRow } from './delimited.ts';
import type { MetricLookup } from './metric-lookup.ts';
import type { Score } from './scores.ts';

const required = ['arm', 'split', 'seed', 'task', 'metric', 'value'] as const;
const optional = ['n_train', 'n_test', 'higher_is_better'] as const;
type Column = (typeof required)[number] | (typeof optional)[number];

export interface ParsedScores {
  readonly scores: Score[];
  /** Directions that the file itself states in its column higher_is_better. */
  readonly directions: Readonly<Record<string, boolean>>;
}

/**
 * Reads scores from comma-separated text with the columns arm, split, seed, task, metric, value and, as may be,
 * n_train, n_test, higher_is_better (true or false). An undefined value is empty, NA or NaN. Throws AppError `bad-file` naming file,
 * row and column for what cannot be read, `bad-data` for duplicates and for replicates that one arm has and another not.
 */
export function parseScores(text: string, fileName: string): ParsedScores {
  const [header, ...rows] = parseDelimited(text, fileName);
  if (header === undefined)
    throw new AppError('bad-file', `${fileName}: empty; expected the columns ${required.join(', ')}`);
  const positions = readHeader(header, fileName);
  if (rows.length === 0) throw new AppError('bad-file', `${fileName}: no scores below the header`);
  const scores: Score[] = [];
  const lines: number[] = [];
  const directions: Record<string, boolean> = {};
  for (const row of rows) {
    if (row.fields.length !== header.fields.length) {
      throw new AppError(
        'bad-file',
        `${fileName}, row ${row.line}: ${row.fields.length} fields where the header has ${header.fields.length}; quote fields that hold commas`,
        { details: { file: fileName, row: row.line } },
      );
    }
    const read = new RowReader(row, positions, fileName);
    const metric = read.name('metric');
    const higher = read.direction();
    if (higher !== null) {
      if (directions[metric] !== undefined && directions[metric] !== higher) {
        throw read.error('higher_is_better', 'must be the same for every row of a metric');
      }
      directions[metric] = higher;
    }
    scores.push({
      arm: read.name('arm'),
      split: read.integer('split'),
      seed: read.integer('seed'),
      task: read.name('task'),
      metric,
      value: read.value(),
      trainRows: read.rows('n_train'),
      testRows: read.rows('n_test'),
    });
    lines.push(row.line);
  }
  checkReplicates(scores, lines, fileName);
  return { scores, directions };
}

/** The known directions, completed by those that the file states for metrics that are not known. */
export function withStatedDirections(known: MetricLookup, stated: Readonly<Record<string, boolean>>): MetricLookup {
  return (metric) => {
    const higherIsBetter = stated[metric];
    return (
      known(metric) ??
      (higherIsBetter === undefined ? undefined : { name: metric, higherIsBetter, unitInterval: false })
    );
  };
}

function readHeader(header: DelimitedRow, fileName: string): Map<Column, number> {
  const names = header.fields.map((name) => name.trim().toLowerCase());
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  if (repeated !== undefined) {
    throw new AppError('bad-file', `${fileName}, row ${header.line}: column given twice: ${repeated}`);
  }
  const missing = required.filter((name) => !names.includes(name));
  if (missing.length > 0) {
    throw new AppError(
      'bad-file',
      `${fileName}, row ${header.line}: missing column ${missing.join(', ')}; expected ${required.join(', ')} [, ${optional.join(', ')}], found ${names.join(', ')}`,
      { details: { file: fileName, row: header.line, column: missing[0] } },
    );
  }
  const columns: readonly Column[] = [...required, ...optional];
  return new Map(columns.filter((name) => names.includes(name)).map((name) => [name, names.indexOf(name)]));
}

class RowReader {
  readonly #row: DelimitedRow;
  readonly #positions: Map<Column, number>;
  readonly #fileName: string;

  constructor(row: DelimitedRow, positions: Map<Column, number>, fileName: string) {
    this.#row = row;
    this.#positions = positions;
    this.#fileName = fileName;
  }

  text(column: Column): string {
    const position = this.#positions.get(column);
    return position === undefined ? '' : (this.#row.fields[position] ?? '').trim();
  }

  error(column: Column, rule: string): AppError {
    const where = `${this.#fileName}, row ${this.#row.line}, column ${column}`;
    return new AppError('bad-file', `${where}: invalid ${column}; ${rule}: ${this.text(column) || '(empty)'}`, {
      details: { file: this.#fileName, row: this.#row.line, column },
    });
  }

  name(column: Column): string {
    const text = this.text(column);
    if (text === '') throw this.error(column, 'must not be empty');
    return text;
  }

  integer(column: Column): number {
    const value = toNumber(this.text(column));
    if (!Number.isSafeInteger(value)) throw this.error(column, 'must be a whole number');
    return value;
  }

  /** NaN where the file says that the metric is undefined. */
  value(): number {
    const text = this.text('value');
    if (['', 'na', 'nan', 'null'].includes(text.toLowerCase())) return Number.NaN;
    const value = toNumber(text);
    if (!Number.isFinite(value))
      throw this.error('value', 'must be a number with a decimal point, or empty where undefined');
    return value;
  }

  rows(column: Column): number | null {
    const text = this.text(column);
    if (text === '') return null;
    const value = toNumber(text);
    if (!Number.isSafeInteger(value) || value < 1) throw this.error(column, 'must be a whole number above 0, or empty');
    return value;
  }

  direction(): boolean | null {
    const text = this.text('higher_is_better').toLowerCase();
    if (text === '') return null;
    if (['true', '1', 'yes'].includes(text)) return true;
    if (['false', '0', 'no'].includes(text)) return false;
    throw this.error('higher_is_better', 'must be true or false');
  }
}

function toNumber(text: string): number {
  return /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text) ? Number(text) : Number.NaN;
}

function checkReplicates(scores: readonly Score[], lines: readonly number[], fileName: string): void {
  const seen = new Map<string, number>();
  const byMetric = new Map<string, { arms: Map<string, Set<string>>; replicates: Map<string, number> }>();
  scores.forEach((score, index) => {
    const line = lines[index] ?? 0;
    const replicate = `split ${score.split}, seed ${score.seed}`;
    const key = JSON.stringify([score.arm, score.task, score.metric, score.split, score.seed]);
    const first = seen.get(key);
    if (first !== undefined) {
      throw new AppError(
        'bad-data',
        `${fileName}, row ${line}: a second score of ${score.arm}, ${replicate}, ${score.task}, ${score.metric}; the first is in row ${first}; keep one`,
        { details: { file: fileName, row: line } },
      );
    }
    seen.set(key, line);
    const group = JSON.stringify([score.task, score.metric]);
    const entry = byMetric.get(group) ?? {
      arms: new Map<string, Set<string>>(),
      replicates: new Map<string, number>(),
    };
    entry.arms.set(score.arm, (entry.arms.get(score.arm) ?? new Set<string>()).add(replicate));
    if (!entry.replicates.has(replicate)) entry.replicates.set(replicate, line);
    byMetric.set(group, entry);
  });
  for (const [group, { arms, replicates }] of byMetric) {
    const [task, metric] = JSON.parse(group) as [string, string];
    for (const [arm, own] of arms) {
      const lacking = [...replicates].find(([replicate]) => !own.has(replicate));
      if (lacking === undefined) continue;
      throw new AppError(
        'bad-data',
        `${fileName}: unpaired scores: ${arm} has no ${metric} of ${task} for ${lacking[0]}, which row ${lacking[1]} has for another arm; add it, or give it an empty value where the run failed`,
        { details: { file: fileName, arm, task, metric } },
      );
    }
  }
}
