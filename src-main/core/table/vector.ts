import type { TextDictionary } from './text-dictionary.ts';

/** Numbers without brackets are taken for a vector from so many on; with brackets, from two on. */
const leastBare = 8;
/** Labels that are looked at before a column is taken to hold no vectors at all. */
const probed = 20;

/** The numbers of a text such as `[0.1, 2, -3e-4]` or `0.1 2 -3e-4`; null where it is no vector of at least two. */
export function parseVector(text: string): Float32Array | null {
  const trimmed = text.trim();
  const inside = /^\[[^[\]]*\]$/.test(trimmed) ? trimmed.slice(1, -1).trim() : trimmed;
  const parts = inside.split(/\s*[,;]\s*|\s+/);
  if (parts.length < 2) return null;
  const values = new Float32Array(parts.length);
  for (const [index, part] of parts.entries()) {
    const value = part === '' ? Number.NaN : Number(part);
    if (!Number.isFinite(value) || !Number.isFinite(Math.fround(value))) return null;
    values[index] = value;
  }
  return values;
}

export interface DetectedVectors {
  /** Numbers of a vector: the most frequent length. */
  readonly length: number;
  /** How many cells hold a vector of that length. */
  readonly count: number;
}

/** What a column of texts holds of vectors that look like it; null where its first labels hold none. */
export function detectVectors(texts: TextDictionary): DetectedVectors | null {
  const first = texts.labels.slice(0, probed);
  if (first.length === 0 || !first.some((label) => vectorLength(label, true) > 0)) return null;
  return commonLength(texts, true);
}

/** The most frequent length of the vectors of a column, and how many cells have it; null where there is none. */
export function commonLength(texts: TextDictionary, strict: boolean): DetectedVectors | null {
  const counts = new Map<number, number>();
  texts.labels.forEach((label, code) => {
    const length = vectorLength(label, strict);
    if (length > 0) counts.set(length, (counts.get(length) ?? 0) + (texts.counts[code] ?? 0));
  });
  let best: DetectedVectors | null = null;
  for (const [length, count] of counts) if (best === null || count > best.count) best = { length, count };
  return best;
}

/** 0 for no vector; `strict` wants brackets or so many numbers that it can hardly be anything else. */
function vectorLength(label: string, strict: boolean): number {
  if (strict && !/^\s*\[/.test(label) && label.length < 2 * leastBare - 1) return 0;
  const vector = parseVector(label);
  if (vector === null) return 0;
  return strict && !/^\s*\[/.test(label) && vector.length < leastBare ? 0 : vector.length;
}
