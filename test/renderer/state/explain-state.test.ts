import '../helper/rune.ts';
import { describe, expect, it } from 'vitest';
import type { ClassCurvesView, Explanation } from '../../../src-main/contract/explain.ts';
import type { Client } from '../../../src-renderer/client/client.ts';
import { makeSpec } from '../helper/fixture.ts';

const { ExplainState } = await import('../../../src-renderer/state/explain-state.svelte.ts');

interface Asked {
  readonly name: string;
  readonly input: { readonly task: string; readonly arm: string; readonly positive?: string };
  readonly answer: (value: unknown) => void;
}

/** A client whose calls the test answers, in whatever order. */
function makeState() {
  const asked: Asked[] = [];
  const call = (name: string, input: Asked['input']): Promise<unknown> =>
    new Promise((answer) => asked.push({ name, input, answer }));
  const spec = makeSpec({
    arms: ['equal', 'pcgrad'].map((method) => ({ method, sharing: 'hard', parameters: {} })),
  });
  return { state: new ExplainState({ call } as unknown as Client, 's', spec), asked };
}

function explanationOf({ task, arm }: Asked['input']): Explanation {
  return { task, arm, classification: { curves: { positive: 'yes' } } } as unknown as Explanation;
}

function curvesOf(positive: string): ClassCurvesView {
  return { positive } as unknown as ClassCurvesView;
}

describe('the state of an explanation', () => {
  it('begins at the first task, without an arm', () => {
    const { state, asked } = makeState();
    expect([state.task, state.arm, state.arms]).toEqual(['rent', '', ['equal', 'pcgrad']]);
    expect(state.shown).toBeNull();
    expect(asked).toEqual([]);
  });

  it('shows only what belongs to the choice, whichever answer comes last', async () => {
    const { state, asked } = makeState();
    const first = state.choose({ arm: 'equal' });
    const second = state.choose({ task: 'price', arm: 'pcgrad' });
    const [one, other] = asked as [Asked, Asked];
    other.answer(explanationOf(other.input));
    await second;
    one.answer(explanationOf(one.input));
    await first;
    expect(state.shown).toMatchObject({ task: 'price', arm: 'pcgrad' });
    void state.choose({ arm: 'equal' });
    expect(state.shown).toBeNull();
  });

  it('looks at another class, and back at the first without asking', async () => {
    const { state, asked } = makeState();
    const chosen = state.choose({ arm: 'equal' });
    asked[0]?.answer(explanationOf(asked[0].input));
    await chosen;
    expect(state.curves?.positive).toBe('yes');
    const other = state.chooseClass('no');
    expect(asked[1]).toMatchObject({ name: 'explain.class', input: { task: 'rent', arm: 'equal', positive: 'no' } });
    asked[1]?.answer(curvesOf('no'));
    await other;
    expect(state.curves?.positive).toBe('no');
    await state.chooseClass('yes');
    expect(state.curves?.positive).toBe('yes');
    expect(asked).toHaveLength(2);
  });

  it('forgets the class with another choice, and the threshold with another task alone', () => {
    const { state } = makeState();
    state.threshold = 0.2;
    void state.choose({ arm: 'pcgrad' });
    expect(state.threshold).toBe(0.2);
    void state.choose({ task: 'price' });
    expect(state.threshold).toBe(0.5);
    expect(state.curves).toBeNull();
  });
});
