import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { AppEvent } from '../../src-main/contract/event.ts';
import {
  procedures,
  type ProcedureInput,
  type ProcedureName,
  type ProcedureOutput,
} from '../../src-main/contract/procedure.ts';
import type { Study } from '../../src-main/contract/study.ts';
import { createService, type Service } from '../../src-main/service/service.ts';

export interface TestService {
  readonly service: Service;
  readonly folder: string;
  /** Calls as a page does; the answer is checked against the contract. Throws the error's record. */
  call<Name extends ProcedureName>(name: Name, input: ProcedureInput<Name>): Promise<ProcedureOutput<Name>>;
  /** Imports this text as a file and makes a study on it. */
  createStudy(text: string, tasks: readonly string[], change?: (spec: Study['spec']) => Study['spec']): Promise<Study>;
  /** Resolves with the next event that fits. */
  waitFor(fits: (event: AppEvent) => boolean): Promise<AppEvent>;
  /** Resolves when the study has come to rest. */
  waitForRest(studyId: string): Promise<AppEvent>;
  close(): Promise<void>;
}

/** A service on a workspace of its own. */
export function openTestService(): TestService {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'tandem-test-'));
  const service = createService({ workspace: path.join(folder, 'workspace'), cache: path.join(folder, 'cache') });
  let files = 0;

  async function call<Name extends ProcedureName>(
    name: Name,
    input: ProcedureInput<Name>,
  ): Promise<ProcedureOutput<Name>> {
    const answer = await service.dispatch(name, input);
    if (!answer.ok) throw Object.assign(new Error(answer.error.message), answer.error);
    return procedures[name].output.parse(answer.value) as ProcedureOutput<Name>;
  }

  function waitFor(fits: (event: AppEvent) => boolean): Promise<AppEvent> {
    return new Promise((resolve) => {
      const unsubscribe = service.subscribe((event) => {
        if (!fits(event)) return;
        unsubscribe();
        resolve(event);
      });
    });
  }

  return {
    service,
    folder,
    call,
    waitFor,
    waitForRest: (studyId) =>
      waitFor((event) => event.kind === 'study-status' && event.studyId === studyId && event.status !== 'running'),
    async createStudy(text, names, change = (spec) => spec) {
      files += 1;
      const file = path.join(folder, `data-${files}.csv`);
      writeFileSync(file, text);
      const { fileToken } = await service.hostHandlers['host.registerFile']({ path: file });
      const dataset = await call('dataset.import', { fileToken, options: {} });
      const { id: studyId, spec } = await call('study.create', { datasetId: dataset.id });
      const tasks = [];
      for (const column of names) tasks.push(await call('study.suggestTask', { studyId, column }));
      const roles = { ...spec.roles, ...Object.fromEntries(names.map((name) => [name, 'task' as const])) };
      return call('study.change', { studyId, spec: change({ ...spec, roles, tasks }) });
    },
    async close() {
      await service.close();
      rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    },
  };
}

/** Rows in which `price` follows from `size` and `age`, `kind` from `size` alone; the same every time. */
export function makeHouses(rows: number): string {
  let state = 7;
  function draw(): number {
    state = (state * 48271) % 2147483647;
    return state / 2147483647 - 0.5;
  }
  const lines = ['size,age,price,kind'];
  for (let row = 0; row < rows; row += 1) {
    const [size, age, noise] = [draw(), draw(), draw()] as const;
    lines.push([size, age, 3 * size - age + 0.2 * noise, size + 0.8 * noise > 0 ? 'villa' : 'flat'].join(','));
  }
  return lines.join('\n');
}

/** A study that trains in about a second. */
export function makeQuick(spec: Study['spec']): Study['spec'] {
  return {
    ...spec,
    split: { ...spec.split, splits: 2 },
    network: { ...spec.network, widths: [8] },
    training: { ...spec.training, epochs: 8, patience: null, learningRate: 0.01 },
  };
}
