/** A pure function that keeps its last results: a slider that moves asks for the same rows again and again. */
export function remember<Key, Value>(
  most: number,
  nameOf: (key: Key) => string,
  make: (key: Key) => Value,
): (key: Key) => Value {
  const known = new Map<string, Value>();
  return (key) => {
    const name = nameOf(key);
    const value = known.get(name) ?? make(key);
    known.delete(name);
    known.set(name, value);
    const oldest = known.keys().next().value;
    if (known.size > most && oldest !== undefined) known.delete(oldest);
    return value;
  };
}
