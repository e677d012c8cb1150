import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../../src-main/core/engine/engine.ts';
import { openEngine } from '../../../src-main/core/engine/open-engine.ts';
import { engineCases } from './cases.ts';
import { greatestDifference, runCase } from './run-cases.ts';
import type { CaseResult } from './run-cases.ts';

const engines = {} as Record<'xla' | 'direct' | 'graph' | 'eager', Engine>;
let wasmResults: Readonly<Record<string, CaseResult>>;

beforeAll(async () => {
  const script = fileURLToPath(new URL('wasm-process.ts', import.meta.url));
  wasmResults = JSON.parse(execFileSync(process.execPath, [script], { encoding: 'utf8' })) as typeof wasmResults;
  for (const kind of ['xla', 'direct', 'graph', 'eager'] as const) {
    engines[kind] = (await openEngine(kind)).engine;
  }
});

describe.each(engineCases.map((engineCase) => ({ name: engineCase.program.name, engineCase })))(
  '$name',
  ({ engineCase }) => {
    it('gives the same numbers in every engine', () => {
      const eager = runCase(engines.eager, engineCase);
      const others: Record<string, CaseResult | undefined> = {
        xla: runCase(engines.xla, engineCase),
        graph: runCase(engines.graph, engineCase),
        ...(engineCase.everywhere ? { direct: runCase(engines.direct, engineCase) } : {}),
        ...(engineCase.everywhere ? { wasm: wasmResults[engineCase.program.name] } : {}),
      };
      for (const [kind, result] of Object.entries(others)) {
        expect(result, kind).toBeDefined();
        expect(greatestDifference(result!, eager), kind).toBeLessThanOrEqual(engineCase.tolerance);
      }
    });

    it.each((['xla', 'direct', 'graph'] as const).filter((kind) => kind !== 'direct' || engineCase.everywhere))(
      'in %s gives the same bits however the steps are shared out among calls',
      (kind) => {
        const whole = runCase(engines[kind], engineCase);
        expect(runCase(engines[kind], engineCase, 1)).toEqual(whole);
        expect(runCase(engines[kind], engineCase, 4)).toEqual(whole);
      },
    );

    it('changes with the steps', () => {
      const whole = runCase(engines.xla, engineCase);
      const shorter = runCase(engines.xla, { ...engineCase, count: 1 });
      expect(greatestDifference(shorter, whole)).toBeGreaterThan(1e-3);
    });
  },
);
