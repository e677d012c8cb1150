import type { Database } from 'better-sqlite3';

/** Named JSON values. */
export interface SettingStore {
  get(name: string): unknown;
  set(name: string, value: unknown): void;
}

export function createSettingStore(database: Database): SettingStore {
  const select = database.prepare<[string], { value: string }>('SELECT value FROM setting WHERE name = ?');
  const upsert = database.prepare(
    'INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
  );
  return {
    get(name) {
      const row = select.get(name);
      return row === undefined ? undefined : (JSON.parse(row.value) as unknown);
    },
    set(name, value) {
      upsert.run(name, JSON.stringify(value));
    },
  };
}
