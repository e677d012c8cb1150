import type { TextDictionary } from '../../../core/table/text-dictionary.ts';

/** Names that are looked for before a column is taken to name no pictures. */
export const probed = 20;

/** Whether a file goes by the name of a picture that is read. */
export function isPictureName(name: string): boolean {
  return /\.(?:png|jpe?g)$/i.test(name);
}

/** Whether any of a column's first texts is such a name. */
export function mayNamePictures({ labels }: TextDictionary): boolean {
  return labels.slice(0, probed).some(isPictureName);
}
