import { openEngine } from '../../../src-main/core/engine/open-engine.ts';
import { engineCases } from './cases.ts';
import { runCase } from './run-cases.ts';

/** Prints what WebAssembly makes of the cases; a process of its own, since it takes the backend over. */
const { engine } = await openEngine('wasm');
const results = engineCases
  .filter((engineCase) => engineCase.everywhere)
  .map((engineCase) => [engineCase.program.name, runCase(engine, engineCase)]);
process.stdout.write(JSON.stringify(Object.fromEntries(results)));
