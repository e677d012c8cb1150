import { describe, expect, it } from 'vitest';
import { AppError } from '../../../../src-main/contract/error.ts';
import {
  chooseLevel,
  levelAtWork,
  parseProcessorFlags,
  remedyOfMissing,
} from '../../../../src-main/core/engine/direct/processor-level.ts';

const sandyBridge = 'fpu sse sse2 ssse3 cx16 sse4_1 sse4_2 popcnt avx';
const haswell = `${sandyBridge} fma movbe f16c abm bmi1 avx2 bmi2`;
const skylakeServer = `${haswell} avx512f avx512dq avx512cd avx512bw avx512vl`;
const sapphireRapids = `${skylakeServer} avx512_bf16 amx_bf16 avx512_fp16 amx_tile amx_int8`;
const knightsLanding = `${haswell} avx512f avx512pf avx512er avx512cd`;

/** The text of /proc/cpuinfo of a machine with two such processors. */
function cpuinfo(flags: string): string {
  const one = (index: number) =>
    `processor\t: ${index}\nvendor_id\t: GenuineIntel\nmodel name\t: made up\nflags\t\t: ${flags}\nvmx flags\t: vnmi\nbugs\t\t: none\n\n`;
  return one(0) + one(1);
}

function choose(flags: string, asked?: string, platform = 'linux-x64'): string {
  return chooseLevel(platform, parseProcessorFlags(cpuinfo(flags)), asked);
}

function refusal(flags: string, asked?: string, platform?: string): AppError {
  try {
    choose(flags, asked, platform);
  } catch (error) {
    expect(error).toBeInstanceOf(AppError);
    return error as AppError;
  }
  throw new Error('a level was chosen');
}

it.each([
  ['amx', sapphireRapids],
  ['v4', skylakeServer],
  ['v3', haswell],
  ['v2', sandyBridge],
])('chooses %s, the highest level that the processor runs', (level, flags) => {
  expect(choose(flags)).toBe(level);
  expect(choose(flags, '')).toBe(level);
});

it.each(['amx_tile', 'amx_bf16'])('does not choose amx without %s', (flag) => {
  expect(choose(sapphireRapids.replace(flag, ''))).toBe('v4');
});

it.each(['avx512f', 'avx512bw', 'avx512cd', 'avx512dq', 'avx512vl'])('does not choose v4 without %s', (flag) => {
  expect(choose(skylakeServer.replace(flag, ''))).toBe('v3');
});

it.each(['avx2', 'bmi1', 'bmi2', 'fma', 'f16c', 'abm', 'movbe'])('chooses v2 without %s', (flag) => {
  const without = (flags: string) => flags.split(' ').filter((name) => name !== flag);
  expect(choose(without(haswell).join(' '))).toBe('v2');
  expect(choose(without(skylakeServer).join(' '))).toBe('v2');
});

it('takes part of the wide instructions for none', () => {
  expect(choose(knightsLanding)).toBe('v3');
});

it('calls amx v4 where the system keeps the tiles from the process', () => {
  expect(levelAtWork('amx', true)).toBe('amx');
  expect(levelAtWork('amx', false)).toBe('v4');
  expect(levelAtWork('v3', false)).toBe('v3');
});

it('needs no flags on arm64', () => {
  expect(choose('', undefined, 'linux-arm64')).toBe('arm64');
  expect(chooseLevel('darwin-arm64', parseProcessorFlags(''), undefined)).toBe('arm64');
});

describe('TANDEM_DIRECT', () => {
  it('names a lower level', () => {
    expect(choose(skylakeServer, 'v2')).toBe('v2');
    expect(choose(skylakeServer, 'v3')).toBe('v3');
  });

  it('switches the direct engine off', () => {
    expect(refusal(skylakeServer, 'off')).toMatchObject({
      code: 'engine',
      details: { reason: 'it is switched off by TANDEM_DIRECT=off' },
    });
  });

  it('is refused where the processor would end the program', () => {
    const { code, message } = refusal(haswell, 'v4');
    expect(code).toBe('engine');
    expect(message).toContain('lacks avx512f, avx512bw, avx512cd, avx512dq, avx512vl');
  });

  it('is refused with the levels of the platform where it names none of them', () => {
    expect(refusal(haswell, 'v5').message).toContain('must be one of off, amx, v4, v3, v2: v5');
    expect(refusal('', 'v3', 'linux-arm64').message).toContain('must be one of off, arm64: v3');
  });
});

it('says what an old processor lacks, and on which platform there is none', () => {
  expect(refusal('fpu sse sse2').details?.['reason']).toBe('this processor lacks cx16, popcnt, sse4_1, sse4_2, ssse3');
  expect(refusal(haswell, undefined, 'win32-x64').details?.['reason']).toBe('it is not made for win32-x64');
});

it('says how a level that is not there is compiled', () => {
  expect(remedyOfMissing(undefined)).toMatch(/^Run "npm start" once on a machine with/);
  expect(remedyOfMissing('')).toBe(remedyOfMissing(undefined));
  expect(remedyOfMissing('v2')).toBe('Run "npm start" once with TANDEM_DIRECT=v2: it compiles that level.');
});
