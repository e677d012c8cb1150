import { directFailure, directRemedy } from './direct-failure.ts';
import levels from './processor-levels.json' with { type: 'json' };

/** The variable that names a level, or switches the direct engine off: for tests, and for a search after an error. */
export const levelVariable = 'TANDEM_DIRECT';

/** The flags of the first processor in the text of /proc/cpuinfo. */
export function parseProcessorFlags(cpuinfo: string): ReadonlySet<string> {
  const line = /^(?:flags|Features)\s*:(.*)$/m.exec(cpuinfo)?.[1] ?? '';
  return new Set(line.trim().split(/\s+/));
}

/**
 * The level of the addon for a processor, the highest that it can run: each is compiled for the instructions of that
 * level, and a processor without them would end the process.
 *
 * @param platform as in names of packages: `linux-x64`
 * @param flags of the processor, as /proc/cpuinfo names them
 * @param asked what TANDEM_DIRECT says: a level, `off`, or nothing
 * @throws AppError `engine` where there is none, it is switched off, or what is asked for does not run here
 */
export function chooseLevel(platform: string, flags: ReadonlySet<string>, asked: string | undefined): string {
  const known = levels.filter((level) => level.platforms.includes(platform));
  const unset = `Unset ${levelVariable} to use the level of this processor.`;
  if (asked === 'off') {
    throw directFailure(`it is switched off by ${levelVariable}=off`, `Unset ${levelVariable} to use it.`);
  }
  if (known.length === 0) {
    throw directFailure(`it is not made for ${platform}`, 'Training uses the other engines.');
  }
  if (asked !== undefined && asked !== '') {
    const level = known.find(({ name }) => name === asked);
    if (level === undefined) {
      const names = ['off', ...known.map(({ name }) => name)].join(', ');
      throw directFailure(`invalid ${levelVariable}; must be one of ${names}: ${asked}`, unset);
    }
    const missing = level.needs.filter((flag) => !flags.has(flag));
    if (missing.length > 0) {
      throw directFailure(`this processor lacks ${missing.join(', ')}, which ${levelVariable}=${asked} needs`, unset);
    }
    return level.name;
  }
  const level = known.find(({ needs }) => needs.every((flag) => flags.has(flag)));
  if (level === undefined) {
    const missing = known.at(-1)?.needs.filter((flag) => !flags.has(flag)) ?? [];
    throw directFailure(`this processor lacks ${missing.join(', ')}`, 'Training uses the other engines.');
  }
  return level.name;
}

/**
 * What the addon of a level uses: without the matrix tiles, which a system can keep from a process, that of `amx` does
 * as that of `v4`.
 */
export function levelAtWork(level: string, usesTiles: boolean): string {
  return level === 'amx' && !usesTiles ? 'v4' : level;
}

/** The remedy where the file of a level is not there: another level than this processor's is compiled when asked for. */
export function remedyOfMissing(asked: string | undefined): string {
  return asked === undefined || asked === ''
    ? directRemedy
    : `Run "npm start" once with ${levelVariable}=${asked}: it compiles that level.`;
}
