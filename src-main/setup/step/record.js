import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from './place.js';

/**
 * What the set-up found, kept in the cache as `setup.json` for `doctor` and for the next start.
 *
 * @typedef {object} EngineRecord
 * @property {boolean} available
 * @property {'cpu' | 'cuda' | null} variant
 * @property {string | null} tensorflow its version
 * @property {string | null} folder
 * @property {string | null} notice why it is missing and what to do; null when it is there
 * @property {string} [attemptedAt] of a failure that is not tried again at every start
 * @property {boolean} [lacksTools] whether installing something on this machine would help
 *
 * @typedef {object} DirectRecord
 * @property {boolean} available
 * @property {string | null} folder of the addon, or where it would lie; null where there is none for this platform
 * @property {string | null} notice why it is missing and what to do; null when it is there
 * @property {string} [attemptedAt]
 * @property {boolean} [lacksTools]
 *
 * @typedef {object} ElectronRecord
 * @property {boolean} available
 * @property {string | null} version
 * @property {string} explanation
 * @property {string} [attemptedAt]
 *
 * @typedef {object} SetupRecord
 * @property {EngineRecord} [engine]
 * @property {DirectRecord} [direct]
 * @property {{ driver: string | null, explanation: string }} [gpu]
 * @property {ElectronRecord} [electron]
 */

/** @returns {string} */
function recordPath() {
  return join(cacheFolder(), 'setup.json');
}

/** @returns {SetupRecord} empty when there is none, or none that can be read */
export function readRecord() {
  try {
    return JSON.parse(readFileSync(recordPath(), 'utf8'));
  } catch {
    return {};
  }
}

/**
 * Replaces the named parts of the record.
 *
 * @param {SetupRecord} change
 */
export function changeRecord(change) {
  const before = readRecord();
  const after = { ...before, ...change };
  if (JSON.stringify(before) === JSON.stringify(after)) return;
  mkdirSync(cacheFolder(), { recursive: true });
  const temporary = `${recordPath()}.${process.pid}`;
  writeFileSync(temporary, `${JSON.stringify(after, null, 2)}\n`);
  renameSync(temporary, recordPath());
}

/**
 * Whether a failure is recent enough not to be tried again; `TANDEM_RETRY=1` tries at once.
 *
 * @param {string | undefined} attemptedAt
 * @param {number} hours
 * @returns {boolean}
 */
export function isRecent(attemptedAt, hours) {
  if (attemptedAt === undefined || process.env['TANDEM_RETRY'] === '1') return false;
  const age = Date.now() - Date.parse(attemptedAt);
  return age >= 0 && age < hours * 3_600_000;
}
