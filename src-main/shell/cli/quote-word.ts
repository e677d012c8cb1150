/** A word as a shell takes it for one, to be pasted into a command. */
export function quoteWord(word: string): string {
  return /^[\w.:=/-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
