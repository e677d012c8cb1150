import type { AuditCheckId } from '../../contract/audit-setting.ts';
import type { Finding } from '../../contract/audit.ts';
import type { AuditFrame } from './frame.ts';

/** A finding before the check's name and tolerance are written on it. */
export type Found = Omit<Finding, 'id' | 'check' | 'threshold' | 'numbers' | 'rows' | 'rowCount' | 'mend' | 'columns'> &
  Partial<Pick<Finding, 'threshold' | 'numbers' | 'rows' | 'rowCount' | 'mend' | 'columns'>>;

export interface CheckOutcome {
  readonly findings: readonly Found[];
  /** Rows that were looked at. */
  readonly rows: number;
  /** Why there was nothing to check; absent where it ran. */
  readonly skipped?: string;
}

/** One check of the audit: pure, on what the frame holds. */
export interface AuditCheck {
  readonly id: AuditCheckId;
  readonly name: string;
  /** What it computes, for those who judge its findings. */
  readonly computes: string;
  readonly cannotSee: string;
  readonly tolerance: {
    readonly meaning: string;
    readonly default: number;
    readonly minimum: number;
    readonly maximum: number;
  };
  find(frame: AuditFrame, tolerance: number): CheckOutcome;
}

/** Nothing could be checked, and why. */
export function skip(reason: string): CheckOutcome {
  return { findings: [], rows: 0, skipped: reason };
}
