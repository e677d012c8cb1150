import { describe, expect, it } from 'vitest';
import type { AuditResult } from '../../../src-main/contract/audit.ts';
import { countPresence } from '../../../src-main/core/audit/presence.ts';
import { runAudit } from '../../../src-main/core/audit/run-audit.ts';
import { buildPresenceFigure } from '../../../src-main/core/figure/build-presence-figure.ts';
import { buildRelationFigure } from '../../../src-main/core/figure/build-relation-figure.ts';
import { renderAudit } from '../../../src-main/core/report/audit-section.ts';
import { renderReport } from '../../../src-main/core/report/render-report.ts';
import { splitRows } from '../../../src-main/core/prepare/split-rows.ts';
import { makeCleanData, toSpec, toTable } from '../../helper/audit-data.ts';
import { plants } from '../../helper/audit-fault.ts';
import { exampleRecord } from './record.ts';

function makeAudit(): AuditResult {
  const data = makeCleanData(7, 360);
  plants['task-leakage'](data);
  plants['missing-not-at-random'](data);
  const table = toTable(data);
  const spec = { ...toSpec(data, table), audit: { tolerances: { noise: null, drift: 0.3 } } };
  const splits = splitRows(table, spec);
  const presence = countPresence(table, spec, splits);
  const outcome = runAudit({ table, spec, splits, presence, rowNumbers: null });
  return {
    ...outcome,
    figures: {
      presence: buildPresenceFigure(presence),
      relations: buildRelationFigure(outcome.relations, presence.tasks),
    },
  };
}

describe('the audit in the report', () => {
  const audit = makeAudit();
  const text = renderAudit(audit, (figure) => `<figure>${figure.id}</figure>`);

  it('holds every finding with its rows, and both figures', () => {
    expect(audit.findings.length).toBeGreaterThan(1);
    for (const { message } of audit.findings) expect(text).toContain(message.replaceAll("'", '&#39;'));
    expect(text).toContain('label-presence');
    expect(text).toContain('task-relations');
  });

  it('says what was left out, what was changed, and what each check cannot see', () => {
    expect(text).toContain('Left out by the settings of this study: Noise regimes.');
    expect(text).toContain('Drift over time 0.3 for 0.2');
    for (const { cannotSee } of audit.checks.filter(({ skipped }) => skipped === null)) {
      expect(text).toContain(cannotSee.replaceAll("'", '&#39;'));
    }
  });

  it('stands in the whole report, which also stands without it', () => {
    const record = exampleRecord(['price', 'rented', 'kind']);
    expect(renderReport({ ...record, audit })).toContain('What the audit of the data found');
    expect(renderReport({ ...record, audit: null })).toContain('The audit could not be repeated');
  });
});
