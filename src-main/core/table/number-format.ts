import type { ResolvedImportOptions } from '../../contract/dataset.ts';
import { AppError } from '../../contract/error.ts';

export type NumberFormat = Pick<ResolvedImportOptions, 'decimalMark' | 'thousandsMark'>;

/** Spaces and apostrophes that people and spreadsheets put between thousands. */
const marks = /[ \u00a0\u2009\u202f'\u2019]/g;

const [plus, minus, point, zero, nine] = [43, 45, 46, 48, 57] as const;

export interface GivenMarks {
  readonly decimalMark: 'auto' | NumberFormat['decimalMark'];
  readonly thousandsMark: 'auto' | NumberFormat['thousandsMark'];
}

/** Turns text into a number, NaN where it is none in this format. Spaces around it do not count. */
export function createNumberParser(format: NumberFormat): (text: string) => number {
  const decimal = format.decimalMark === '.' ? '\\.' : ',';
  const mark = { none: null, '.': '\\.', ',': ',', ' ': '[ \\u00a0\\u2009\\u202f]', "'": "['\\u2019]" }[
    format.thousandsMark
  ];
  const whole = mark === null ? '\\d+' : `(?:\\d+|\\d{1,3}(?:${mark}\\d{3})+)`;
  const pattern = new RegExp(`^[+-]?(?:${whole}(?:${decimal}\\d*)?|${decimal}\\d+)(?:[eE][+-]?\\d+)?$`);
  const thousands = mark === null ? null : new RegExp(mark, 'g');
  return function parseNumber(text) {
    const trimmed = text.trim().replace(/^\u2212/, '-');
    if (!pattern.test(trimmed)) return Number.NaN;
    const plain = thousands === null ? trimmed : trimmed.replace(thousands, '');
    const value = Number(format.decimalMark === ',' ? plain.replace(',', '.') : plain);
    return Number.isFinite(value) ? value : Number.NaN;
  };
}

export interface DetectedNumberFormat extends NumberFormat {
  /** Set when a value like 1,234 could be either a fraction or a thousand, and nothing in the file decides it. */
  readonly ambiguousExample: string | null;
}

/** What the cells say about the marks, as counts. */
export interface NumberEvidence {
  commaDecimal: number;
  pointDecimal: number;
  commaGroup: number;
  pointGroup: number;
  spaceGroup: number;
  apostropheGroup: number;
  /** 1,234 and 1.234 */
  commaEither: number;
  pointEither: number;
  example: string | null;
}

/** Gathers what the cells of a file say about its decimal and thousands mark. */
export class NumberFormatDetector {
  readonly #evidence: NumberEvidence = {
    commaDecimal: 0,
    pointDecimal: 0,
    commaGroup: 0,
    pointGroup: 0,
    spaceGroup: 0,
    apostropheGroup: 0,
    commaEither: 0,
    pointEither: 0,
    example: null,
  };

  add(text: string): void {
    if (!/^\s*[+\u2212-]?[\d.,]+.*[.,' \u00a0\u2009\u202f\u2019]/.test(text)) return;
    const digits = text.trim().replace(/^[+\u2212-]/, '');
    const evidence = this.#evidence;
    if (/^[1-9]\d{0,2}(?:['\u2019]\d{3})+(?:[.,]\d+)?$/.test(digits)) evidence.apostropheGroup += 1;
    else if (/^[1-9]\d{0,2}(?:[ \u00a0\u2009\u202f]\d{3})+(?:[.,]\d+)?$/.test(digits)) evidence.spaceGroup += 1;
    weigh(digits.replace(marks, ''), evidence);
  }

  /**
   * The same for a cell of bytes that hold nothing but digits, points, signs and exponents; false where its text is to be added
   * instead. Nearly all numbers of a file are of this form, and no text is made of them.
   */
  addPlain(bytes: Uint8Array, from: number, to: number): boolean {
    const first = bytes[from] as number;
    const start = first === minus || first === plus ? from + 1 : from;
    const mark = endOfDigits(bytes, start, to);
    if (mark === to) return true;
    if (bytes[mark] !== point || mark === start) return false;
    const fraction = endOfDigits(bytes, mark + 1, to) - mark - 1;
    if (fraction === 0 || mark + 1 + fraction < to) return false;
    const whole = mark - start;
    const isEither = fraction === 3 && whole <= 3 && bytes[start] !== zero;
    this.#evidence[isEither ? 'pointEither' : 'pointDecimal'] += 1;
    return true;
  }

  get evidence(): Readonly<NumberEvidence> {
    return this.#evidence;
  }

  /** Takes what another detector has gathered from cells further down. */
  merge({ example, ...counts }: Readonly<NumberEvidence>): void {
    for (const name of Object.keys(counts) as (keyof typeof counts)[]) this.#evidence[name] += counts[name];
    this.#evidence.example ??= example;
  }

  /**
   * The marks that the cells speak for; what is given is kept. A comma between digits that nothing explains is a fraction
   * where the delimiter is a semicolon (as spreadsheets of comma countries write), else a thousand.
   */
  decide(delimiter: string, given: GivenMarks): DetectedNumberFormat {
    const evidence = this.#evidence;
    const decimalMark =
      given.decimalMark === 'auto' ? chooseDecimal(evidence, delimiter, given.thousandsMark) : given.decimalMark;
    const thousandsMark = given.thousandsMark === 'auto' ? chooseThousands(evidence, decimalMark) : given.thousandsMark;
    if (decimalMark === thousandsMark) {
      throw new AppError('bad-option', `invalid thousands mark '${thousandsMark}'; it is the decimal mark already`);
    }
    const decided = evidence.commaDecimal + evidence.pointDecimal + evidence.commaGroup + evidence.pointGroup > 0;
    const open = given.decimalMark === 'auto' && given.thousandsMark === 'auto' && !decided && evidence.commaEither > 0;
    return { decimalMark, thousandsMark, ambiguousExample: open ? evidence.example : null };
  }
}

function endOfDigits(bytes: Uint8Array, from: number, to: number): number {
  let at = from;
  while (at < to && (bytes[at] as number) >= zero && (bytes[at] as number) <= nine) at += 1;
  return at;
}

function weigh(digits: string, evidence: NumberEvidence): void {
  if (/^[1-9]\d{0,2},\d{3}$/.test(digits)) {
    evidence.commaEither += 1;
    evidence.example ??= digits;
  } else if (/^[1-9]\d{0,2}\.\d{3}$/.test(digits)) evidence.pointEither += 1;
  else if (/^[1-9]\d{0,2}(,\d{3})+\.\d+$/.test(digits) || /^[1-9]\d{0,2}(,\d{3}){2,}$/.test(digits))
    evidence.commaGroup += 1;
  else if (/^[1-9]\d{0,2}(\.\d{3})+,\d+$/.test(digits) || /^[1-9]\d{0,2}(\.\d{3}){2,}$/.test(digits))
    evidence.pointGroup += 1;
  else if (/^\d*,\d+([eE][+-]?\d+)?$/.test(digits)) evidence.commaDecimal += 1;
  else if (/^\d*\.\d+([eE][+-]?\d+)?$/.test(digits)) evidence.pointDecimal += 1;
}

function chooseDecimal(evidence: NumberEvidence, delimiter: string, thousandsMark: string): '.' | ',' {
  if (thousandsMark === ',') return '.';
  if (thousandsMark === '.') return ',';
  const forComma = evidence.commaDecimal + evidence.pointGroup;
  const forPoint = evidence.pointDecimal + evidence.commaGroup;
  if (forComma !== forPoint) return forComma > forPoint ? ',' : '.';
  return evidence.commaEither > 0 && evidence.pointEither === 0 && delimiter === ';' ? ',' : '.';
}

function chooseThousands(evidence: NumberEvidence, decimalMark: '.' | ','): NumberFormat['thousandsMark'] {
  if (evidence.spaceGroup > 0) return ' ';
  if (evidence.apostropheGroup > 0) return "'";
  if (decimalMark === '.') return evidence.commaGroup + evidence.commaEither > 0 ? ',' : 'none';
  return evidence.pointGroup + evidence.pointEither > 0 ? '.' : 'none';
}
