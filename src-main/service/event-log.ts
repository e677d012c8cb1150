import type { AppEvent } from '../contract/event.ts';

type WithoutSequence<Event> = Event extends AppEvent ? Omit<Event, 'sequence'> : never;
/** An event before it has its number. */
export type Announcement = WithoutSequence<AppEvent>;

export interface EventLog {
  emit(announcement: Announcement): void;
  subscribe(listener: (event: AppEvent) => void): () => void;
  /** Number of the newest event. */
  readonly sequence: number;
  /** What came after `sequence`; not complete when older events have been forgotten. */
  since(sequence: number): { events: AppEvent[]; complete: boolean };
}

/**
 * Numbers events and keeps the newest, for pages that lost the connection. Numbers begin at the clock's milliseconds:
 * those of a restarted service are above all that came before, so that a page sees that it has missed some.
 */
export function createEventLog(capacity = 1000, firstSequence = Date.now()): EventLog {
  const listeners = new Set<(event: AppEvent) => void>();
  let events: AppEvent[] = [];
  let sequence = firstSequence;
  return {
    get sequence() {
      return sequence;
    },
    emit(announcement) {
      sequence += 1;
      const event: AppEvent = { ...announcement, sequence };
      events.push(event);
      if (events.length > 2 * capacity) events = events.slice(-capacity);
      for (const listener of listeners) listener(event);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    since(from) {
      const kept = events.slice(-capacity);
      const oldest = kept[0]?.sequence ?? sequence + 1;
      return {
        events: kept.filter((event) => event.sequence > from),
        complete: from >= oldest - 1 && from <= sequence,
      };
    },
  };
}

/** Lets whoever keeps something of a study forget it when the study is deleted. */
export function onStudyDeleted(events: EventLog, forget: (studyId: string) => void): void {
  events.subscribe((event) => {
    if (event.kind === 'study-deleted') forget(event.studyId);
  });
}
