export interface JsonError {
  /** Of the first character that does not belong, from 0. */
  readonly position: number;
  /** What would belong there. */
  readonly expected: string;
}

const space = /[ \t\n\r]*/y;
const scalar =
  /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
const key = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;

type State = 'value' | 'value-or-end' | 'key' | 'key-or-end' | 'colon' | 'next';

/** Where a text stops being JSON: the engine's own message names no place. */
export function findJsonError(text: string): JsonError {
  const open: ('[' | '{')[] = [];
  let position = 0;
  let state: State = 'value';
  for (;;) {
    position += match(space, text, position) ?? 0;
    const mark = text[position];
    if (state === 'next' && open.length === 0) return { position, expected: 'the end' };
    const inside = open.at(-1);
    if (state === 'colon') {
      if (mark !== ':') return { position, expected: "':'" };
      position += 1;
      state = 'value';
    } else if (state === 'next') {
      if (mark === ',') state = inside === '{' ? 'key' : 'value';
      else if (mark === (inside === '{' ? '}' : ']')) open.pop();
      else return { position, expected: inside === '{' ? "',' or '}'" : "',' or ']'" };
      position += 1;
    } else if (state === 'key' || state === 'key-or-end') {
      const length = match(key, text, position);
      if (length !== null) {
        position += length;
        state = 'colon';
      } else if (state === 'key-or-end' && mark === '}') {
        open.pop();
        position += 1;
        state = 'next';
      } else return { position, expected: 'a name in double quotes' };
    } else if (state === 'value-or-end' && mark === ']') {
      open.pop();
      position += 1;
      state = 'next';
    } else if (mark === '[' || mark === '{') {
      open.push(mark);
      position += 1;
      state = mark === '[' ? 'value-or-end' : 'key-or-end';
    } else {
      const length = match(scalar, text, position);
      if (length === null) return { position, expected: 'a value' };
      position += length;
      state = 'next';
    }
  }
}

function match(pattern: RegExp, text: string, position: number): number | null {
  pattern.lastIndex = position;
  return pattern.exec(text)?.[0].length ?? null;
}
