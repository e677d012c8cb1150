import type { AuditSeverity } from '../../../src-main/contract/audit.ts';

/** How each severity looks and is spoken. */
export const severityLooks: Readonly<
  Record<AuditSeverity, { readonly symbol: string; readonly name: string; readonly meaning: string }>
> = {
  red: { symbol: '✕', name: 'Red', meaning: 'blocks the run' },
  amber: { symbol: '⚠', name: 'Amber', meaning: 'deserves a look' },
  note: { symbol: 'i', name: 'Note', meaning: 'good to know' },
};

export const severities: readonly AuditSeverity[] = ['red', 'amber', 'note'];
