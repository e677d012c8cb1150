export const screens = [
  'home',
  'data',
  'audit',
  'tasks',
  'sharing',
  'balancing',
  'design',
  'run',
  'compare',
  'explain',
  'report',
  'models',
  'history',
  'lab',
] as const;
export type Screen = (typeof screens)[number];

export interface Place {
  readonly screen: Screen;
  readonly studyId: string | null;
}

export function isScreen(name: string): name is Screen {
  return (screens as readonly string[]).includes(name);
}

/** `#/home` and `#/study/ID/compare`. */
export function placeFromHash(hash: string): Place | null {
  const parts = hash.replace(/^#\/?/, '').split('/').map(decodeURIComponent);
  if (parts[0] === 'study' && parts[1] !== undefined && parts[1] !== '') {
    const screen = parts[2] ?? 'data';
    return isScreen(screen) ? { screen, studyId: parts[1] } : null;
  }
  return parts[0] !== undefined && isScreen(parts[0]) ? { screen: parts[0], studyId: null } : null;
}

export function hashFromPlace(place: Place): string {
  return place.studyId === null ? `#/${place.screen}` : `#/study/${encodeURIComponent(place.studyId)}/${place.screen}`;
}

/** Where the user is; kept in the address, so that a reload comes back to it. */
export class Navigation {
  screen = $state<Screen>('home');
  /** Whether the user asked for the screen; one that comes by itself leaves the focus where it is. */
  isAsked = false;

  go(screen: Screen, isAsked = true): void {
    this.screen = screen;
    this.isAsked = isAsked;
  }
}
