import { describe, expect, it } from 'vitest';
import { AppError } from '../../../src-main/contract/error.ts';
import { parseArm } from '../../../src-main/shell/cli/arm-argument.ts';

describe('an arm on the command line', () => {
  it('takes how its batches are drawn', () => {
    expect(parseArm('pcgrad;sampling.kind=temperature;sampling.tau=3', 'hard')).toEqual({
      method: 'pcgrad',
      sharing: 'hard',
      parameters: { 'sampling.kind': 'temperature', 'sampling.tau': 3 },
    });
    expect(() => parseArm('pcgrad;sampling.kind=', 'hard')).toThrow(AppError);
    expect(() => parseArm('pcgrad;sampling.tau=often', 'hard')).toThrow(/must be a number/);
  });

  it('may be an alternative, which does not share whatever the others do', () => {
    expect(parseArm('linear', 'film')).toEqual({ method: 'linear', sharing: 'hard', parameters: {} });
    expect(parseArm('ensemble;members=5', 'hard').parameters).toEqual({ members: 5 });
    expect(() => parseArm('linaer', 'hard')).toThrow(/did you mean linear/);
  });
});
