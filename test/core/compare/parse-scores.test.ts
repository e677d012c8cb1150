import { describe, expect, it } from 'vitest';
import { AppError } from '../../../src-main/contract/error.ts';
import { parseScores, withStatedDirections } from '../../../src-main/core/compare/parse-scores.ts';

const header = 'arm,split,seed,task,metric,value';

function refusal(text: string): AppError {
  try {
    parseScores(text, 'scores.csv');
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('scores from a file', () => {
  it('are read with quotes, any line ends, a byte order mark and undefined values', () => {
    const text = `\uFEFF${header},n_train,n_test\r\n"a, ""b""",0,1,"t\n1",rmse,1.5e-1,80,20\r\n\r\nequal,0,1,"t\n1",rmse,NaN,,\r\n`;
    const { scores } = parseScores(text, 'scores.csv');
    expect(scores).toHaveLength(2);
    expect(scores[0]).toEqual({
      arm: 'a, "b"',
      split: 0,
      seed: 1,
      task: 't\n1',
      metric: 'rmse',
      value: 0.15,
      trainRows: 80,
      testRows: 20,
    });
    expect(scores[1]).toMatchObject({ arm: 'equal', value: Number.NaN, trainRows: null });
  });

  it('may say the direction of a metric that is not known', () => {
    const { directions } = parseScores(
      `${header},higher_is_better\nx,0,0,a,gain,1,true\ny,0,0,a,gain,2,true`,
      'scores.csv',
    );
    expect(withStatedDirections(() => undefined, directions)('gain')?.higherIsBetter).toBe(true);
    expect(withStatedDirections(() => undefined, directions)('loss')).toBeUndefined();
  });

  it.each([
    ['', 'empty'],
    ['arm,split\nx,0', 'missing column seed, task, metric, value'],
    [header, 'no scores'],
    [`${header},arm\nx,0,0,a,rmse,1,x`, 'twice: arm'],
    [`${header}\nx,0,0,a,rmse,"1`, 'row 2: a quoted field is never closed'],
    [`${header}\nx,0,0,a,rmse`, 'row 2: 5 fields where the header has 6'],
    [`${header}\nx,0,0,a,rmse,1\ny,0,0,a,rmse,"1,5"`, 'row 3, column value'],
    [`${header}\nx,0,0.5,a,rmse,1`, 'row 2, column seed: invalid seed; must be a whole number: 0.5'],
    [`${header}\n,0,0,a,rmse,1`, 'row 2, column arm'],
    [`${header}\nx,0,0,a,rmse,1\nx,0,0,a,rmse,2`, 'row 3: a second score of x'],
    [
      `${header}\nx,0,0,a,rmse,1\nx,1,0,a,rmse,2\ny,0,0,a,rmse,2`,
      'y has no rmse of a for split 1, seed 0, which row 3',
    ],
  ])('are refused with the place: %j', (text, message) => {
    const error = refusal(text);
    expect(error.message).toContain('scores.csv');
    expect(error.message).toContain(message);
  });
});
