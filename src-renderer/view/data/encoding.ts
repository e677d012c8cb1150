import type { ColumnEncoding, InputGroup } from '../../../src-main/contract/input-setting.ts';
import type { StudySpec } from '../../../src-main/contract/study.ts';

/** The settings with this column, or this group, encoded in this way; null is the usual way of its type. */
export function withEncoding(spec: StudySpec, name: string, encoding: ColumnEncoding | null): StudySpec {
  const groups = spec.inputs?.groups ?? [];
  if (groups.some((group) => group.name === name)) {
    const usual: ColumnEncoding = { kind: 'vector' };
    return withGroups(
      spec,
      groups.map((group) => (group.name === name ? { ...group, encoding: encoding ?? usual } : group)),
    );
  }
  const others = Object.entries(spec.inputs?.encodings ?? {}).filter(([column]) => column !== name);
  const encodings = Object.fromEntries(encoding === null ? others : [...others, [name, encoding]]);
  return { ...spec, inputs: { ...spec.inputs, encodings } };
}

/** The encoding that the settings name for the column or group; null where it is the usual one. */
export function encodingIn(spec: StudySpec, name: string): ColumnEncoding | null {
  const group = spec.inputs?.groups?.find((candidate) => candidate.name === name);
  return (
    group?.encoding ?? Object.entries(spec.inputs?.encodings ?? {}).find(([column]) => column === name)?.[1] ?? null
  );
}

/** The settings with these columns as one vector, whatever group they were in before; and the name of the group. */
export function withGroup(spec: StudySpec, columns: readonly string[]): { spec: StudySpec; name: string } {
  const kept = withoutColumns(spec.inputs?.groups ?? [], columns);
  const taken = new Set([...Object.keys(spec.roles), ...kept.map((group) => group.name)]);
  const base = commonStart(columns);
  let name = base;
  for (let number = 2; taken.has(name); number += 1) name = `${base} ${number}`;
  const group: InputGroup = { name, columns: [...columns], encoding: { kind: 'vector' } };
  return { spec: withGroups(spec, [...kept, group]), name };
}

/** The settings without the group; its columns are single inputs again. */
export function withoutGroup(spec: StudySpec, name: string): StudySpec {
  return withGroups(
    spec,
    (spec.inputs?.groups ?? []).filter((group) => group.name !== name),
  );
}

/** The settings in which groups hold inputs only. */
export function withInputGroups(spec: StudySpec): StudySpec {
  const groups = spec.inputs?.groups ?? [];
  const others = groups.flatMap((group) => group.columns.filter((column) => spec.roles[column] !== 'input'));
  return others.length === 0 ? spec : withGroups(spec, withoutColumns(groups, others));
}

/** The encoding with one of its numbers changed; null takes the automatic value. */
export function withField(encoding: ColumnEncoding, name: string, value: number | null): ColumnEncoding {
  return { ...encoding, [name]: value } as ColumnEncoding;
}

/** The number that a field of the encoding has now. */
export function fieldValue(encoding: ColumnEncoding, name: string): number | null {
  const value: unknown = Object.entries(encoding).find(([key]) => key === name)?.[1];
  return typeof value === 'number' ? value : null;
}

function withGroups(spec: StudySpec, groups: InputGroup[]): StudySpec {
  return { ...spec, inputs: { encodings: spec.inputs?.encodings ?? {}, groups } };
}

/** Groups that lose columns; one with fewer than two is none. */
function withoutColumns(groups: readonly InputGroup[], columns: readonly string[]): InputGroup[] {
  return groups
    .map((group) => ({ ...group, columns: group.columns.filter((column) => !columns.includes(column)) }))
    .filter((group) => group.columns.length > 1);
}

/** What the names have in common at their beginning, without the separator behind it. */
function commonStart(names: readonly string[]): string {
  const [first = ''] = names;
  let length = first.length;
  for (const name of names) {
    while (!name.startsWith(first.slice(0, length))) length -= 1;
  }
  const start = first.slice(0, length).replace(/[\s_.\-[(\d]+$/, '');
  return start === '' ? 'vector' : start;
}
