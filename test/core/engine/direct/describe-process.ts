import { toErrorRecord } from '../../../../src-main/contract/error.ts';
import { describeDirect, loadDirect } from '../../../../src-main/core/engine/direct/load-direct.ts';

function tryLoad(): unknown {
  try {
    return Object.keys(loadDirect()).sort();
  } catch (error) {
    return toErrorRecord(error);
  }
}

process.stdout.write(JSON.stringify({ loads: [tryLoad(), tryLoad()], description: describeDirect() }));
