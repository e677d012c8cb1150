import type { AuditCheck, Found } from '../check.ts';
import { roleOf, type AuditFrame } from '../frame.ts';
import { sayCount, sayShare } from '../say.ts';
import { cellLabel } from '../../table/cell.ts';
import type { TableColumn } from '../../table/table.ts';

const groupName =
  /(?:^|[^a-z])(?:id|uuid|guid|patient|subject|person|user|customer|client|household|animal|device|session|batch)s?(?:[^a-z]*(?:id|nr|no|number|code|key))?$/i;
const leastGroups = 3;

/** Rows of one patient, site or device on both sides of a split. */
export const groupsAcrossSplits: AuditCheck = {
  id: 'groups-across-splits',
  name: 'Groups across splits',
  computes:
    'For each column with the role id that names several rows at a time (red), and each input whose name says that it names something, such as patient or batch (amber), the share of test rows whose group has training rows in the same split; the largest over the splits.',
  cannotSee: 'Groups that no column names, and whether rows of a group are alike.',
  tolerance: {
    meaning: 'share of test rows whose group is in training above which it is a finding',
    default: 0.01,
    minimum: 0,
    maximum: 1,
  },
  find(frame, tolerance) {
    if (frame.splits.length === 0) return { findings: [], rows: 0, skipped: 'the splits cannot be made' };
    const columns = frame.table.columns.filter((column) => isGroup(frame, column));
    const findings = columns.flatMap((column): Found[] => {
      let share = 0;
      let split = -1;
      let rows: number[] = [];
      frame.splits.forEach(({ train, test }, index) => {
        const trained = new Set(Array.from(train, (row) => cellLabel(column, row)));
        trained.delete(null);
        const shared = Array.from(test).filter((row) => trained.has(cellLabel(column, row)));
        if (shared.length / Math.max(1, test.length) <= share) return;
        share = shared.length / test.length;
        split = index;
        rows = shared;
      });
      if (share <= tolerance) return [];
      const isId = roleOf(frame.spec, column.name) === 'id';
      return [
        {
          severity: isId ? 'red' : 'amber',
          message: `${sayShare(share)} of the test rows of split ${split + 1} belong to a '${column.name}' with training rows as well (${sayCount(rows.length, 'row')}); if rows of one '${column.name}' are alike, the test is too easy; split by whole groups`,
          columns: [column.name],
          tasks: [],
          value: share,
          rows: frame.evidence(rows),
          rowCount: rows.length,
          mend: { kind: 'split', label: `Split by '${column.name}'`, split: 'group', column: column.name },
        },
      ];
    });
    const rows = frame.splits.reduce((most, { train, test }) => Math.max(most, train.length + test.length), 0);
    return { findings, rows, ...(columns.length === 0 ? { skipped: 'no column names groups of rows' } : {}) };
  },
};

function isGroup({ spec, table, tasks }: AuditFrame, column: TableColumn): boolean {
  if (spec.split.column === column.name || column.type === 'date') return false;
  if (tasks.some((task) => task.name === column.name)) return false;
  const role = roleOf(spec, column.name);
  if (role !== 'id' && !(role === 'input' && groupName.test(column.name))) return false;
  const counts = new Map<string, number>();
  let present = 0;
  for (let row = 0; row < table.rowCount; row += 1) {
    const label = cellLabel(column, row);
    if (label === null) continue;
    present += 1;
    counts.set(label, (counts.get(label) ?? 0) + 1);
  }
  // A row id names one row at a time, but for a slip of the pen.
  return counts.size >= leastGroups && counts.size < 0.95 * present;
}
