/**
 * The compiler's runes as plain values, so that rune files can be read without it: what is tested here is what they
 * compute, not when the page redraws. Import before the file under test.
 */
function plainValue<Value>(value: Value): Value {
  return value;
}

Object.assign(plainValue, { raw: plainValue, by: (compute: () => unknown) => compute() });
Object.assign(globalThis, { $state: plainValue, $derived: plainValue });
