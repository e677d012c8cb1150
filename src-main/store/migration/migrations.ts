import type { Migration } from '../migrate.ts';
import { firstForm } from './001-first-form.ts';
import { runChoices } from './002-run-choices.ts';
import { trainedModels } from './003-trained-models.ts';
import { solverDiagnostics } from './004-solver-diagnostics.ts';
import { removals } from './005-removals.ts';

export const migrations: readonly Migration[] = [firstForm, runChoices, trainedModels, solverDiagnostics, removals];
