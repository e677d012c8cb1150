import { readTextFile } from '../read-text.ts';
import type { FileFormat } from './format.ts';

/** CSV, TSV, or text with any other delimiter. */
export const delimited: FileFormat = {
  id: 'delimited',
  title: 'text with delimiters',
  recognises: () => true,
  read: readTextFile,
};
