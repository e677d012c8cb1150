const groupMs = 1000;
const deepest = 200;

/** Undo and redo over values that are replaced whole. */
export class EditHistory<Value> {
  #past: Value[] = [];
  #present: Value;
  #future: Value[] = [];
  #group: string | null = null;
  #time = 0;

  constructor(present: Value) {
    this.#present = present;
  }

  get canUndo(): boolean {
    return this.#past.length > 0;
  }

  get canRedo(): boolean {
    return this.#future.length > 0;
  }

  /** A push of the same group within a second replaces the one before. */
  push(value: Value, group: string | null, now: number = Date.now()): Value {
    const joins = group !== null && group === this.#group && now - this.#time < groupMs;
    if (!joins) this.#past = [...this.#past, this.#present].slice(-deepest);
    this.#present = value;
    this.#future = [];
    this.#group = group;
    this.#time = now;
    return value;
  }

  undo(): Value {
    const value = this.#past.at(-1);
    if (value === undefined) return this.#present;
    this.#past = this.#past.slice(0, -1);
    this.#future = [...this.#future, this.#present];
    this.#present = value;
    this.#group = null;
    return value;
  }

  redo(): Value {
    const value = this.#future.at(-1);
    if (value === undefined) return this.#present;
    this.#future = this.#future.slice(0, -1);
    this.#past = [...this.#past, this.#present];
    this.#present = value;
    this.#group = null;
    return value;
  }
}
