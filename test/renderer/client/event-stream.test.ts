import { afterEach, describe, expect, it, vi } from 'vitest';
import type { AppEvent } from '../../../src-main/contract/event.ts';
import { EventStream } from '../../../src-renderer/client/event-stream.ts';

/** The browser's EventSource, driven by hand. */
class HandSource {
  static readonly CLOSED = 2;
  static newest: HandSource;
  readyState = 1;
  onmessage: ((message: { data: string }) => void) | null = null;
  onerror: (() => void) | null = null;
  onopen: (() => void) | null = null;

  constructor() {
    HandSource.newest = this;
  }

  send(event: AppEvent): void {
    this.onmessage?.({ data: JSON.stringify(event) });
  }
}

function changed(sequence: number): AppEvent {
  return { kind: 'studies-changed', sequence };
}

function openStream(missed: readonly AppEvent[], complete: boolean) {
  vi.stubGlobal('EventSource', HandSource);
  const seen: AppEvent[] = [];
  const asked: number[] = [];
  const connection: boolean[] = [];
  const stream = new EventStream({
    emit: (event) => seen.push(event),
    since: (sequence) => {
      asked.push(sequence);
      return Promise.resolve({ events: [...missed], complete });
    },
    connection: (connected) => connection.push(connected),
  });
  stream.open();
  return { seen, asked, connection, source: HandSource.newest };
}

describe('EventStream', () => {
  afterEach(() => vi.unstubAllGlobals());

  it('hands on every event once', () => {
    const { seen, source } = openStream([], true);
    source.send(changed(1));
    source.send(changed(2));
    source.send(changed(2));
    expect(seen.map((event) => event.sequence)).toEqual([1, 2]);
  });

  it('asks for what it missed after a break', async () => {
    const { seen, asked, connection, source } = openStream([changed(2), changed(3), changed(4)], true);
    source.send(changed(3));
    source.onerror?.();
    source.onopen?.();
    await vi.waitFor(() => expect(seen).toHaveLength(2));
    expect(asked).toEqual([3]);
    expect(seen.map((event) => event.sequence)).toEqual([3, 4]);
    expect(connection).toEqual([false, true]);
  });

  it('tells the page to read anew where the service no longer has all', async () => {
    const { seen, source } = openStream([], false);
    source.send(changed(9));
    source.onerror?.();
    source.onopen?.();
    await vi.waitFor(() => expect(seen.at(-1)?.kind).toBe('hello'));
  });

  it('follows a service that began again at one', () => {
    const { seen, source } = openStream([], true);
    source.send(changed(50));
    source.send({ kind: 'hello', sequence: 0 });
    source.send(changed(1));
    expect(seen.map((event) => event.sequence)).toEqual([50, 0, 1]);
  });
});
