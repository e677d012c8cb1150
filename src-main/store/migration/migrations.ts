import type { Migration } from '../migrate.ts';
import { firstForm } from './001-first-form.ts';

export const migrations: readonly Migration[] = [firstForm];
