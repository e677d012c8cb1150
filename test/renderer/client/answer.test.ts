import { describe, expect, it } from 'vitest';
import { AppError } from '../../../src-main/contract/error.ts';
import { openAnswer } from '../../../src-renderer/client/answer.ts';

describe('openAnswer', () => {
  it('gives the value', () => {
    expect(openAnswer({ ok: true, value: { rows: 3 } })).toEqual({ rows: 3 });
  });

  it('throws the refusal as the AppError it was', () => {
    const error = { code: 'bad-file', message: 'data.csv, row 3: no', details: { row: 3 } };
    expect(() => openAnswer({ ok: false, error })).toThrowError(
      expect.objectContaining({
        name: 'AppError',
        code: 'bad-file',
        message: 'data.csv, row 3: no',
        details: { row: 3 },
      }),
    );
  });

  it('takes a code that it does not know as internal', () => {
    try {
      openAnswer({ ok: false, error: { code: 'from-the-future', message: 'new' } });
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(AppError);
      expect((error as AppError).code).toBe('internal');
    }
  });
});
