import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Study } from '../../src-main/contract/study.ts';
import { openTestService, type TestService } from './open-service.ts';

let test: TestService;

beforeAll(() => {
  test = openTestService();
});

afterAll(async () => {
  await test.close();
});

const timeoutMs = 120_000;

/** What the audit says of each sample besides notes: severity, check, tasks and columns. */
const findings: Readonly<Record<string, readonly string[]>> = {
  'soil-laboratory': ['amber spurious-link clay_percent moisture_percent'],
  'water-survey': [],
  'pump-monitor': [],
  'forest-inventory': [],
  'help-desk': [],
  'stamped-marks': [],
  'palmer-penguins': ['amber spurious-link species body_mass_g'],
  'clinic-stays': ['red input-leakage invoice_total', 'red input-leakage discharge_letter'],
  greenhouse: [
    'amber missing-not-at-random humidity heat_kwh',
    'amber temporal-skew day',
    'amber temporal-skew day',
    'amber drift heat_kwh day',
    'amber drift mildew day',
    'amber drift humidity',
  ],
};

function open(sampleId: string): Promise<Study> {
  return test.call('sample.open', { sampleId });
}

/** Trains a study of few splits and epochs to its verdict. */
async function trainShort({ id: studyId, spec }: Study): Promise<string> {
  await test.call('study.change', {
    studyId,
    spec: {
      ...spec,
      split: { ...spec.split, splits: 2 },
      training: { ...spec.training, epochs: 2 },
      arms: spec.arms.slice(0, 1),
    },
  });
  const rest = test.waitForRest(studyId);
  await test.call('study.start', { studyId });
  expect(await rest).toMatchObject({ status: 'completed' });
  const { verdict } = await test.call('comparison.get', { studyId, baseline: null, metric: null });
  return verdict.overall.title;
}

describe('every sample', () => {
  it(
    'opens as it is described, and its audit finds what was planted and nothing else',
    async () => {
      const samples = await test.call('sample.list', {});
      expect(samples.map(({ id }) => id)).toEqual(Object.keys(findings));
      for (const sample of samples) {
        const { id: studyId, sampleId, spec } = await open(sample.id);
        expect(sampleId).toBe(sample.id);
        const { description } = await test.call('dataset.get', { datasetId: spec.dataset.id });
        expect(description.rows).toBe(sample.rows);
        expect(description.warnings).toEqual([]);
        const audit = await test.call('audit.run', { studyId });
        const told = audit.findings
          .filter(({ severity }) => severity !== 'note')
          .map(({ severity, check, columns }) => [severity, check, ...columns].join(' '));
        expect({ [sample.id]: told }).toEqual({ [sample.id]: findings[sample.id] });
        const problems = await test.call('study.problems', { studyId });
        const errors = problems.filter(({ severity }) => severity === 'error');
        expect({ [sample.id]: errors.length > 0 }).toEqual({ [sample.id]: sample.expectation === 'stopped' });
      }
    },
    timeoutMs,
  );

  it('has inputs of the kind that it is about', async () => {
    const kinds: Record<string, string[]> = {};
    for (const sampleId of ['help-desk', 'stamped-marks']) {
      const { id: studyId } = await open(sampleId);
      const inputs = await test.call('study.inputs', { studyId });
      kinds[sampleId] = inputs.map(({ column, encoding }) => `${column} ${encoding.kind}`);
    }
    expect(kinds).toEqual({ 'help-desk': ['message word-vectors'], 'stamped-marks': ['picture image'] });
  });

  it(
    'trains from pictures to a verdict',
    async () => {
      expect(await trainShort(await open('stamped-marks'))).toMatch(/\w/);
    },
    timeoutMs,
  );

  it(
    'trains to a verdict after the mends of its leaks, and not before',
    async () => {
      const study = await open('clinic-stays');
      await expect(test.call('study.start', { studyId: study.id })).rejects.toMatchObject({ code: 'impossible-study' });
      const audit = await test.call('audit.run', { studyId: study.id });
      const roles = { ...study.spec.roles };
      for (const { severity, mend } of audit.findings) {
        if (severity !== 'red' || mend?.kind !== 'role') continue;
        for (const column of mend.columns) roles[column] = mend.role;
      }
      expect(roles).toMatchObject({ invoice_total: 'ignore', discharge_letter: 'ignore' });
      const mended = await test.call('study.change', { studyId: study.id, spec: { ...study.spec, roles } });
      expect(await trainShort(mended)).toMatch(/\w/);
    },
    timeoutMs,
  );
});
