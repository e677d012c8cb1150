import type { ImportWarning } from '../../../contract/dataset.ts';
import { AppError } from '../../../contract/error.ts';
import { writeImageText } from '../../../core/table/image.ts';
import { DictionaryBuilder, type TextDictionary } from '../../../core/table/text-dictionary.ts';
import { excerpt } from '../bad-file.ts';
import { cancelled } from '../duckdb.ts';
import { mayNamePictures, probed } from './picture-name.ts';
import type { PictureSource } from './picture-source.ts';
import { resizePicture } from './resize-picture.ts';

/** Pixels of all pictures together, bytes. */
const mostBytes = 256e6;
const previewed = 60;

export interface PictureSettings {
  readonly source: PictureSource;
  /** Pixels along each side. */
  readonly size: number;
  /** Whether only the first pictures are needed, and the others just counted. */
  readonly isPreview: boolean;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: (share: number) => void;
}

export interface ReplacedPictures {
  readonly texts: TextDictionary;
  readonly warnings: readonly ImportWarning[];
}

/**
 * A column of file names with the pictures in their place; null where it names none. Pictures that are not there or cannot be
 * read are missing, and a warning counts them. Throws AppError `bad-file` where all together are too large.
 */
export async function replacePictures(
  column: string,
  texts: TextDictionary,
  settings: PictureSettings,
): Promise<ReplacedPictures | null> {
  if (!(await namesPictures(texts, settings.source))) return null;
  const { size } = settings;
  const bytes = texts.labels.length * size * size * 3;
  if (bytes > mostBytes) {
    throw new AppError(
      'bad-file',
      `column '${column}' names ${texts.labels.length} pictures, ${Math.round(bytes / 1e6)} MB at ${size} × ${size} pixels (limit ${mostBytes / 1e6} MB); choose a smaller size of pictures or fewer rows`,
      { details: { column } },
    );
  }
  const { decodePicture } = await import('./decode-picture.ts');
  const failures: string[] = [];
  const pixels: (Uint8Array | null)[] = [];
  const count = settings.isPreview ? Math.min(previewed, texts.labels.length) : texts.labels.length;
  for (const [index, name] of texts.labels.slice(0, count).entries()) {
    if (settings.signal?.aborted === true) throw cancelled();
    try {
      pixels.push(resizePicture(decodePicture(await settings.source.read(name)), size));
    } catch (error) {
      pixels.push(null);
      failures.push(`${excerpt(name)} (${(error as Error).message})`);
    }
    settings.onProgress?.((index + 1) / count);
  }
  const isGrey = pixels.every((values) => values === null || hasNoColour(values));
  const written = pixels.map((values) => (values === null ? null : writePixels(values, size, isGrey)));
  return {
    texts: exchangeLabels(texts, (code) =>
      code < count ? (written[code] ?? null) : `image:${size}x${size}x${isGrey ? 1 : 3}:${code}`,
    ),
    warnings: failureWarnings(column, failures),
  };
}

async function namesPictures(texts: TextDictionary, source: PictureSource): Promise<boolean> {
  if (source.isEmpty || !mayNamePictures(texts)) return false;
  const first = texts.labels.slice(0, probed);
  const found = await Promise.all(first.map((name) => source.has(name)));
  return found.filter(Boolean).length * 2 >= first.length;
}

function hasNoColour(values: Uint8Array): boolean {
  for (let place = 0; place < values.length; place += 3) {
    if (values[place] !== values[place + 1] || values[place] !== values[place + 2]) return false;
  }
  return true;
}

function writePixels(values: Uint8Array, size: number, isGrey: boolean): string {
  const kept = isGrey ? values.filter((_, place) => place % 3 === 0) : values;
  return writeImageText({ height: size, width: size, channels: isGrey ? 1 : 3, values: kept });
}

function exchangeLabels(texts: TextDictionary, labelOf: (code: number) => string | null): TextDictionary {
  const labels = texts.labels.map((_, code) => labelOf(code));
  const builder = new DictionaryBuilder(texts.codes.length);
  texts.codes.forEach((code) => {
    builder.add(code < 0 ? null : (labels[code] ?? null));
  });
  return builder.finish();
}

function failureWarnings(column: string, failures: readonly string[]): ImportWarning[] {
  const [first] = failures;
  if (first === undefined) return [];
  return [
    {
      code: 'picture-unreadable',
      message: `column '${column}': ${sayFailures(failures.length, first)}`,
      column,
      count: failures.length,
    },
  ];
}

function sayFailures(count: number, first: string): string {
  return count === 1
    ? `one picture could not be read and is missing: ${first}; add it, or export it again as PNG or JPEG`
    : `${count} pictures could not be read and are missing, the first ${first}; add them, or export them again as PNG or JPEG`;
}
