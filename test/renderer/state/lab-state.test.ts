import '../helper/rune.ts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AppError } from '../../../src-main/contract/error.ts';
import type { LabResult, LabSettings, LabTheory } from '../../../src-main/contract/lab.ts';
import { scenarios } from '../../../src-main/core/lab/registry.ts';
import { readTheory } from '../../../src-main/core/lab/run-scenario.ts';
import { findScenario } from '../../../src-main/core/lab/registry.ts';
import type { Client } from '../../../src-renderer/client/client.ts';

const { LabState } = await import('../../../src-renderer/state/lab-state.svelte.ts');

interface Asked {
  readonly name: string;
  readonly settings: LabSettings;
  readonly answer: (result: LabResult) => void;
  readonly refuse: (error: Error) => void;
}

/** A client whose closed forms are the real ones; what is trained is answered by the test. */
function makeClient() {
  const trainings: Asked[] = [];
  const theories: LabSettings[] = [];
  const call = async (name: string, input: { name: string; settings: LabSettings }): Promise<unknown> => {
    if (name === 'lab.list') return scenarios.map(({ description }) => description);
    if (name === 'lab.theory') {
      theories.push(input.settings);
      return readTheory(findScenario(input.name), input.settings);
    }
    return new Promise((answer, refuse) => trainings.push({ ...input, answer, refuse }));
  };
  return { client: { call } as unknown as Client, trainings, theories };
}

function resultOf(theory: LabTheory): LabResult {
  return { ...theory, trained: [], engine: 'xla', seconds: 0.1 };
}

const settle = () => vi.advanceTimersByTimeAsync(100);

describe('the state of the lab', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it('opens at its first scenario with the defaults, and trains them', async () => {
    const { client, trainings } = makeClient();
    const lab = new LabState(client);
    await lab.load();
    await settle();
    expect(lab.name).toBe('subspace');
    expect(lab.settings).toMatchObject({ angle: 30, rows: 40, replicates: 64 });
    expect(lab.theory?.name).toBe('subspace');
    expect(trainings.map(({ name }) => name)).toEqual(['subspace']);
    trainings[0]!.answer(resultOf(lab.theory!));
    await settle();
    expect([lab.training, lab.result?.name]).toEqual([false, 'subspace']);
  });

  it('opens at the scenario that a finding named before the list was there', async () => {
    const { client } = makeClient();
    const lab = new LabState(client);
    lab.open('conflict');
    await lab.load();
    await settle();
    expect([lab.name, lab.theory?.name]).toEqual(['conflict', 'conflict']);
  });

  it('moves the closed form with every change and trains once the slider rests', async () => {
    const { client, trainings, theories } = makeClient();
    const lab = new LabState(client);
    await lab.load();
    await settle();
    const before = trainings.length;
    for (let angle = 31; angle <= 60; angle += 1) {
      lab.change({ angle });
      await vi.advanceTimersByTimeAsync(5);
    }
    expect(theories.at(-1)?.['angle']).toBe(60);
    expect(lab.theory?.settings['angle']).toBe(60);
    expect(trainings).toHaveLength(before);
    await settle();
    expect(trainings.slice(before).map(({ settings }) => settings['angle'])).toEqual([60]);
  });

  it('keeps the newest answer, whatever comes late or was cancelled', async () => {
    const { client, trainings } = makeClient();
    const lab = new LabState(client);
    await lab.load();
    await settle();
    lab.change({ angle: 50 });
    await settle();
    const [stale, newest] = trainings as [Asked, Asked];
    newest.answer(resultOf(readTheory(findScenario('subspace'), newest.settings)));
    await settle();
    stale.refuse(new AppError('cancelled', 'a newer setting took over'));
    stale.answer(resultOf(readTheory(findScenario('subspace'), stale.settings)));
    await settle();
    expect([lab.result?.settings['angle'], lab.error, lab.training]).toEqual([50, null, false]);
  });

  it('says why a training failed, and goes on at the next change', async () => {
    const { client, trainings } = makeClient();
    const lab = new LabState(client);
    await lab.load();
    await settle();
    trainings[0]!.refuse(new AppError('trainer', 'the trainer of the lab ended'));
    await settle();
    expect([lab.error, lab.result, lab.training]).toEqual(['the trainer of the lab ended', null, false]);
    lab.change({ angle: 10 });
    await settle();
    trainings[1]!.answer(resultOf(lab.theory!));
    await settle();
    expect([lab.error, lab.result?.settings['angle']]).toEqual([null, 10]);
  });

  it('leaves every scenario as it was set, until it is reset', async () => {
    const { client } = makeClient();
    const lab = new LabState(client);
    await lab.load();
    lab.change({ angle: 70 });
    lab.open('film');
    expect([lab.isChanged, lab.settings['slope']]).toEqual([false, -1]);
    lab.open('subspace');
    expect([lab.isChanged, lab.settings['angle']]).toEqual([true, 70]);
    lab.reset();
    await settle();
    expect([lab.isChanged, lab.settings['angle'], lab.theory?.settings['angle']]).toEqual([false, 30, 30]);
  });
});
