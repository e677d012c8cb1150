import { describe, expect, it } from 'vitest';
import { hashFromPlace, placeFromHash, screens } from '../../../src-renderer/state/navigation.svelte.ts';

describe('the place in the address', () => {
  it('is read as it was written, for every screen', () => {
    for (const screen of screens) {
      for (const studyId of [null, 'a1', 'with space/slash']) {
        const place = { screen, studyId };
        expect(placeFromHash(hashFromPlace(place))).toEqual(place);
      }
    }
  });

  it('is nothing where the address names no screen', () => {
    for (const hash of ['', '#', '#/', '#/nowhere', '#/study/a1/nowhere', '#/study/']) {
      expect(placeFromHash(hash)).toBeNull();
    }
  });
});
