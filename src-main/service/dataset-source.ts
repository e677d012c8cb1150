import { randomUUID } from 'node:crypto';
import { constants, rmSync } from 'node:fs';
import { access, copyFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../contract/error.ts';
import type { Workspace } from '../store/workspace.ts';
import type { ChosenFile } from './chosen-file.ts';

/**
 * Keeps the file a dataset was read from beside it, so that it can be read again with other types when the user's own
 * copy has moved. Throws AppError `storage`.
 */
export async function keepSource(workspace: Workspace, datasetId: string, file: ChosenFile): Promise<void> {
  const kept = sourcePath(workspace, datasetId);
  if (kept === file.path || (await findSource(workspace, datasetId)) !== null) return;
  const half = path.join(workspace.datasetsFolder, `.${randomUUID()}.source`);
  try {
    await copyFile(file.path, half, constants.COPYFILE_FICLONE);
    await rename(half, kept);
  } catch (error) {
    await rm(half, { force: true });
    const { code } = error as NodeJS.ErrnoException;
    const message = `${file.name} cannot be copied to ${workspace.datasetsFolder} (${code ?? 'unknown'}); free space on the disk`;
    throw new AppError('storage', message, { cause: error });
  }
}

/** Where the file of a dataset is kept; null for one imported before files were kept. */
export async function findSource(workspace: Workspace, datasetId: string): Promise<string | null> {
  const kept = sourcePath(workspace, datasetId);
  return access(kept).then(
    () => kept,
    () => null,
  );
}

export function removeSource(workspace: Workspace, datasetId: string): void {
  rmSync(sourcePath(workspace, datasetId), { force: true });
}

/** Where the file that a dataset was read from is kept. */
export function sourcePath(workspace: Workspace, datasetId: string): string {
  return path.join(workspace.datasetsFolder, `${datasetId}.source`);
}
