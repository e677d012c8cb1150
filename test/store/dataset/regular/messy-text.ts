import { uniformAt } from '../../../../src-main/core/util/hash.ts';

const words = [
  'red',
  'Über',
  '日本',
  'a b',
  '<b>x</b>',
  '=1+1',
  "it's",
  '😀',
  'true',
  'no',
  '12 %',
  ' padded ',
  'NULLS',
  'e5',
  '.',
];
const missing = ['', 'NA', '-', 'null', '?', ' NA', 'NaN'];
const oddities = [
  '1e400',
  'inf',
  '5-3',
  '1.2.3',
  '+',
  '-',
  '1_000',
  '0x1F',
  '1 000',
  '1,5',
  '1.234,5',
  "1'000",
  '12345678901234567',
  '007',
];

/** A random delimited text: often regular, often with one thing or another that is not. */
export interface MessyText {
  readonly text: string;
  readonly delimiter: string;
}

/** The same text for the same seed. */
export function makeMessyText(seed: number): MessyText {
  let drawn = 0;
  const draw = (): number => uniformAt(seed, 17, (drawn += 1));
  const whole = (count: number): number => Math.floor(draw() * count);
  const pick = <Value>(values: readonly Value[]): Value => values[whole(values.length)] as Value;
  const delimiter = pick([',', ';', '\t', '|']);
  const lineEnd = pick(['\n', '\n', '\r\n']);
  const width = 2 + whole(5);
  const rowCount = 1 + whole(60);
  const quotesAll = draw() < 0.15;
  const decimal = delimiter !== ',' && draw() < 0.4 ? ',' : '.';

  const number = (): string => {
    const digits = (count: number): string => Array.from({ length: count }, () => String(whole(10))).join('');
    const sign = draw() < 0.2 ? pick(['-', '-', '+']) : '';
    const fraction = draw() < 0.5 ? decimal + digits(whole(6)) : '';
    const exponent = draw() < 0.05 ? pick(['e', 'E']) + pick(['', '-', '+']) + String(whole(30)) : '';
    const head = draw() < 0.05 && fraction.length > 1 ? '' : `${1 + whole(9)}${digits(whole(draw() < 0.1 ? 17 : 5))}`;
    return sign + head + fraction + exponent;
  };
  const date = (): string => `20${10 + whole(15)}-0${1 + whole(9)}-${10 + whole(20)}`;
  const makers = [
    number,
    () => String(whole(1000)),
    () => pick(words),
    () => pick(['true', 'false', 'True']),
    date,
    () => `note ${whole(40)}${delimiter} ${pick(words)}`,
    () => `${pick(words)}"${pick(words)}`,
    () => `${pick(words)}\n${pick(words)}`,
    () => pick(missing),
  ];
  const columns = Array.from({ length: width }, () => {
    const maker = draw() < 0.6 ? pick(makers.slice(0, 5)) : pick(makers);
    const missingShare = draw() < 0.5 ? 0 : draw() * 0.5;
    const oddShare = draw() < 0.7 ? 0 : 0.03;
    return (): string => (draw() < missingShare ? pick(missing) : draw() < oddShare ? pick(oddities) : maker());
  });
  const encode = (cell: string): string =>
    quotesAll || cell.includes(delimiter) || /["\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
  const lines = Array.from({ length: rowCount }, () => columns.map((make) => encode(make())));
  if (draw() < 0.1) lines[whole(rowCount)]?.push('more');
  if (draw() < 0.05) lines[whole(rowCount)]?.pop();
  if (draw() < 0.1) lines.splice(whole(rowCount), 0, []);
  if (draw() < 0.05) lines[whole(rowCount)]?.splice(0, 1, 'a "quote" inside');
  const header = Array.from({ length: width }, (_, column) => (draw() < 0.05 ? 'twice' : `column${column}`));
  const body = [header, ...lines].map((cells) => cells.join(delimiter)).join(lineEnd);
  const mark = draw() < 0.1 ? '\ufeff' : '';
  return { text: mark + body + (draw() < 0.8 ? lineEnd : ''), delimiter };
}
