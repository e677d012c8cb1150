/** A column of texts by its distinct ones: labels in order of first appearance, a code a row (-1 is missing). */
export interface TextDictionary {
  readonly labels: readonly string[];
  readonly codes: Int32Array;
  /** How often each label occurs. */
  readonly counts: Int32Array;
}

/** Gathers the texts of a column row by row. */
export class DictionaryBuilder {
  readonly #codes: Int32Array;
  readonly #known = new Map<string, number>();
  readonly #counts: number[] = [];
  #row = 0;

  constructor(rowCount: number) {
    this.#codes = new Int32Array(rowCount);
  }

  add(text: string | null): void {
    let code = -1;
    if (text !== null) {
      const known = this.#known.get(text);
      code = known ?? this.#counts.length;
      if (known === undefined) {
        this.#known.set(text, code);
        this.#counts.push(1);
      } else this.#counts[code] = (this.#counts[code] ?? 0) + 1;
    }
    this.#codes[this.#row] = code;
    this.#row += 1;
  }

  finish(): TextDictionary {
    return { labels: [...this.#known.keys()], codes: this.#codes, counts: Int32Array.from(this.#counts) };
  }
}

/** The dictionary of texts that are at hand, null where missing. */
export function toDictionary(texts: readonly (string | null)[]): TextDictionary {
  const builder = new DictionaryBuilder(texts.length);
  for (const text of texts) builder.add(text);
  return builder.finish();
}

/** The dictionary with some labels made missing; itself where there are none of them. */
export function withoutLabels(texts: TextDictionary, isMissing: (label: string) => boolean): TextDictionary {
  const kept: number[] = [];
  const moved = Int32Array.from(texts.labels, (label, code) => (isMissing(label) ? -1 : kept.push(code) - 1));
  if (kept.length === texts.labels.length) return texts;
  return {
    labels: kept.map((code) => texts.labels[code] ?? ''),
    codes: texts.codes.map((code) => (code < 0 ? -1 : (moved[code] ?? -1))),
    counts: Int32Array.from(kept, (code) => texts.counts[code] ?? 0),
  };
}
