const word = /[\p{L}\p{N}]+(?:['’]\p{L}+)*/gu;

/** The words of a text in lower case, in their order: runs of letters and digits of any script, apostrophes inside. */
export function tokenize(text: string): string[] {
  return text.normalize('NFKC').toLowerCase().match(word) ?? [];
}

/** Runs of `least` to `most` neighbouring words, each joined by a space. */
export function wordNgrams(text: string, least: number, most: number): string[] {
  const words = tokenize(text);
  const found: string[] = [];
  for (let length = least; length <= most; length += 1) {
    for (let start = 0; start + length <= words.length; start += 1) {
      found.push(words.slice(start, start + length).join(' '));
    }
  }
  return found;
}

/** Runs of `least` to `most` characters inside words, with one space on either side of a word. */
export function characterNgrams(text: string, least: number, most: number): string[] {
  const found: string[] = [];
  for (const plain of tokenize(text)) {
    const characters = Array.from(` ${plain} `);
    for (let length = least; length <= most; length += 1) {
      for (let start = 0; start + length <= characters.length; start += 1) {
        found.push(characters.slice(start, start + length).join(''));
      }
    }
  }
  return found;
}
