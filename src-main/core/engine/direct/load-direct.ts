import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { toErrorRecord } from '../../../contract/error.ts';
import { LoadOnce } from '../load-once.ts';
import type { DirectBinding } from './direct-binding.ts';
import { directFailure } from './direct-failure.ts';
import { chooseLevel, levelAtWork, levelVariable, parseProcessorFlags, remedyOfMissing } from './processor-level.ts';

interface LoadedDirect {
  readonly binding: DirectBinding;
  readonly level: string;
}

const direct = new LoadOnce(loadAtLevel, (reason, cause) => directFailure(reason, undefined, cause));

/**
 * Loads the addon of the direct engine into this process, once, at the highest level that the processor runs. Throws
 * AppError `engine`, the same at every call, where it is not compiled, not made for this machine, or switched off.
 */
export function loadDirect(): DirectBinding {
  return direct.load().binding;
}

/** The level of the direct engine that runs here, or why there is none and what to do. Loads it. */
export function describeDirect(): { readonly level: string | null; readonly notice: string | null } {
  try {
    return { level: direct.load().level, notice: null };
  } catch (error) {
    return { level: null, notice: toErrorRecord(error).message };
  }
}

function loadAtLevel(): LoadedDirect {
  const asked = process.env[levelVariable];
  const level = chooseLevel(`${process.platform}-${process.arch}`, readProcessorFlags(), asked);
  const name = `tandem_direct-${level}.node`;
  // The same place in a checkout, where the set-up links it, and in the installed application, which holds it.
  const file = fileURLToPath(new URL(`../../../../build/direct/${name}`, import.meta.url));
  if (!existsSync(file)) {
    throw directFailure(`it is not compiled (${name} is missing)`, remedyOfMissing(asked));
  }
  const binding = createRequire(import.meta.url)(file) as DirectBinding;
  return { binding, level: levelAtWork(level, binding.usesTiles) };
}

function readProcessorFlags(): ReadonlySet<string> {
  return parseProcessorFlags(process.platform === 'linux' ? readFileSync('/proc/cpuinfo', 'utf8') : '');
}
