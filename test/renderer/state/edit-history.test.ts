import { describe, expect, it } from 'vitest';
import { EditHistory } from '../../../src-renderer/state/edit-history.ts';

describe('EditHistory', () => {
  it('goes back and forth through what was pushed', () => {
    const history = new EditHistory(0);
    history.push(1, null, 0);
    history.push(2, null, 0);
    expect([history.undo(), history.undo(), history.undo()]).toEqual([1, 0, 0]);
    expect([history.redo(), history.redo(), history.redo()]).toEqual([1, 2, 2]);
  });

  it('takes quick repeats of one control as one step', () => {
    const history = new EditHistory(0);
    history.push(1, 'epochs', 0);
    history.push(2, 'epochs', 500);
    history.push(3, 'epochs', 1400);
    expect(history.undo()).toBe(0);
  });

  it('keeps repeats apart that are slow or of another control', () => {
    const history = new EditHistory(0);
    history.push(1, 'epochs', 0);
    history.push(2, 'epochs', 1500);
    history.push(3, 'seeds', 1600);
    expect([history.undo(), history.undo(), history.undo()]).toEqual([2, 1, 0]);
  });

  it('forgets what was undone once something else is done', () => {
    const history = new EditHistory(0);
    history.push(1, null, 0);
    history.undo();
    history.push(5, null, 0);
    expect(history.canRedo).toBe(false);
    expect(history.undo()).toBe(0);
    expect(history.canUndo).toBe(false);
  });
});
