/** A list of names that the browser keeps between visits; `usual` where none was kept or it cannot be read. */
export function rememberedList(
  key: string,
  usual: readonly string[],
): { read(): readonly string[]; write(names: readonly string[]): void } {
  return {
    read() {
      try {
        const kept: unknown = JSON.parse(localStorage.getItem(key) ?? 'null');
        return Array.isArray(kept) && kept.every((name) => typeof name === 'string') ? kept : usual;
      } catch {
        return usual;
      }
    },
    write(names) {
      localStorage.setItem(key, JSON.stringify(names));
    },
  };
}
