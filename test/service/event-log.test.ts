import { describe, expect, it } from 'vitest';
import { createEventLog } from '../../src-main/service/event-log.ts';

describe('the event log', () => {
  it('numbers events one by one and tells who listens', () => {
    const log = createEventLog(10, 100);
    const heard: number[] = [];
    const unsubscribe = log.subscribe((event) => heard.push(event.sequence));
    log.emit({ kind: 'datasets-changed' });
    log.emit({ kind: 'studies-changed' });
    unsubscribe();
    log.emit({ kind: 'studies-changed' });
    expect(heard).toEqual([101, 102]);
    expect(log.sequence).toBe(103);
  });

  it('replays what was missed, and says when it no longer can', () => {
    const log = createEventLog(3, 0);
    for (let count = 0; count < 10; count += 1) log.emit({ kind: 'studies-changed' });
    expect(log.since(8)).toMatchObject({ complete: true, events: [{ sequence: 9 }, { sequence: 10 }] });
    expect(log.since(10)).toEqual({ complete: true, events: [] });
    expect(log.since(7).complete).toBe(true);
    expect(log.since(6).complete).toBe(false);
    expect(log.since(6).events).toHaveLength(3);
  });

  it('says that a page of an earlier or another service has missed events', () => {
    const log = createEventLog(3, 1000);
    expect(log.since(1000).complete).toBe(true);
    expect(log.since(12).complete).toBe(false);
    expect(log.since(2000).complete).toBe(false);
  });
});
