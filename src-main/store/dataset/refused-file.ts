import { badFile } from './bad-file.ts';
import { startsWith } from './file-head.ts';

interface RefusedKind {
  readonly bytes: string | readonly number[];
  readonly from?: number;
  readonly what: string;
}

/** Files that hold no table that is read here, by their bytes, and what to export instead. */
const refusedKinds: readonly RefusedKind[] = [
  { bytes: [0xd0, 0xcf, 0x11, 0xe0], what: 'an old Excel file (.xls); save it as .xlsx or CSV (UTF-8) first' },
  { bytes: '$FL2', what: 'an SPSS file; export it as CSV with its labels (SAVE TRANSLATE /TYPE=CSV /CELLS=LABELS)' },
  { bytes: '$FL3', what: 'an SPSS file; export it as CSV with its labels (SAVE TRANSLATE /TYPE=CSV /CELLS=LABELS)' },
  { bytes: '<stata_dta>', what: 'a Stata file; export it as CSV (export delimited using FILE.csv)' },
  {
    bytes: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xc2, 0xea, 0x81, 0x60],
    what: 'a SAS data set; export it as CSV (proc export dbms=csv)',
  },
  { bytes: 'HEADER RECORD*******LIBRARY', what: 'a SAS transport file; export it as CSV (proc export dbms=csv)' },
  { bytes: 'RDX2', what: 'an R workspace; write the table with write.csv() first' },
  { bytes: 'RDX3', what: 'an R workspace; write the table with write.csv() first' },
  { bytes: [0x89, 0x48, 0x44, 0x46], what: 'an HDF5 file; export its table as CSV or Parquet first' },
  { bytes: 'ARROW1', what: 'an Arrow or Feather file; write it as Parquet first' },
  { bytes: 'Obj\u0001', what: 'an Avro file; write it as Parquet first' },
  { bytes: '%PDF', what: 'a PDF; export the table as CSV first' },
  { bytes: [0x89, 0x50, 0x4e, 0x47], what: 'a PNG picture; choose a file that holds a table' },
  { bytes: [0xff, 0xd8, 0xff], what: 'a JPEG picture; choose a file that holds a table' },
  { bytes: [0x28, 0xb5, 0x2f, 0xfd], what: 'a Zstandard file; unpack it, or pack it as gzip or zip' },
  { bytes: [0xfd, 0x37, 0x7a, 0x58, 0x5a], what: 'an xz file; unpack it, or pack it as gzip or zip' },
  { bytes: 'BZh', what: 'a bzip2 file; unpack it, or pack it as gzip or zip' },
  { bytes: '7z\u00bc\u00af', what: 'a 7-Zip archive; unpack it, or pack it as zip' },
  { bytes: 'Rar!', what: 'a RAR archive; unpack it, or pack it as zip' },
  { bytes: 'ustar', from: 257, what: 'a tar archive; unpack it, or pack its file as gzip or zip' },
];

/** By name, where the bytes of older versions tell little. */
const refusedNames: readonly (readonly [RegExp, string])[] = [
  [/\.dta$/, 'a Stata file; export it as CSV (export delimited using FILE.csv)'],
  [/\.sas7bdat$/, 'a SAS data set; export it as CSV (proc export dbms=csv)'],
  [/\.z?sav$/, 'an SPSS file; export it as CSV with its labels (SAVE TRANSLATE /TYPE=CSV /CELLS=LABELS)'],
  [/\.rds$/, 'an R object; write the table with write.csv() first'],
];

/** Throws AppError `bad-file` that says what the file is and what to export, where it is none that is read. */
export function refuseOthers(head: Uint8Array, file: string): void {
  const kind = refusedKinds.find(({ bytes, from }) => startsWith(head, bytes, from ?? 0));
  if (kind !== undefined) throw badFile({ file }, `not a table that can be read but ${kind.what}`);
  const named = refusedNames.find(([pattern]) => pattern.test(file.toLowerCase()));
  if (named !== undefined && head.includes(0)) throw badFile({ file }, `not a table that can be read but ${named[1]}`);
}
