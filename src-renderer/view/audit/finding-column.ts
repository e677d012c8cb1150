import type { Finding } from '../../../src-main/contract/audit.ts';
import type { Column } from '../../component/table-content.ts';

/** Findings as they are copied. */
export const findingColumns: readonly Column<Finding>[] = [
  { id: 'severity', label: 'Severity', value: (finding) => finding.severity },
  { id: 'check', label: 'Check', value: (finding) => finding.check },
  { id: 'message', label: 'Finding', value: (finding) => finding.message },
  { id: 'columns', label: 'Columns', value: (finding) => finding.columns.join(', ') },
  { id: 'tasks', label: 'Tasks', value: (finding) => finding.tasks.join(', ') },
  { id: 'value', label: 'Value', numeric: true, value: (finding) => finding.value },
  { id: 'tolerance', label: 'Tolerance', numeric: true, value: (finding) => finding.threshold },
  { id: 'rows', label: 'Rows', value: (finding) => finding.rows.join(' ') },
  { id: 'rowCount', label: 'Rows in all', numeric: true, value: (finding) => finding.rowCount },
];
