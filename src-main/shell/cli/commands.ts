import { audit } from './audit.ts';
import { balance } from './balance.ts';
import type { Command } from './command.ts';
import { compare } from './compare.ts';
import { deleteStudy } from './delete.ts';
import { describe } from './describe.ts';
import { doctor } from './doctor.ts';
import { explain } from './explain.ts';
import { exportStudy } from './export.ts';
import { importance } from './importance.ts';
import { lab } from './lab.ts';
import { methods } from './methods.ts';
import { predict } from './predict.ts';
import { report } from './report.ts';
import { run } from './run.ts';
import { serve } from './serve.ts';
import { split } from './split.ts';
import { studies } from './studies.ts';

/** Every verb, in the order of the help. */
export const commands: readonly Command[] = [
  run,
  describe,
  audit,
  split,
  compare,
  balance,
  lab,
  methods,
  studies,
  explain,
  importance,
  predict,
  report,
  exportStudy,
  deleteStudy,
  serve,
  doctor,
];
