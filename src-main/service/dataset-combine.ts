import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../contract/error.ts';
import type { Handlers } from '../contract/procedure.ts';
import type { ServiceContext } from './context.ts';
import type { RunningImports } from './running-imports.ts';

/** Files that the workbench makes itself: of pasted text, and of several files together. */
export function createCombineHandlers(
  { workspace, files, events, work }: ServiceContext,
  running: RunningImports,
): Pick<Handlers, 'dataset.paste' | 'dataset.combine'> {
  return {
    'dataset.paste': async ({ text }) => {
      if (!/[\t,;|]|\s\S/.test(text.trim())) {
        throw new AppError('bad-file', 'the clipboard holds no table; copy cells of a sheet, or text with delimiters');
      }
      const file = path.join(workspace.uploadsFolder, `${randomUUID()}.txt`);
      await writeFile(file, text, { mode: 0o600, flag: 'wx' });
      return files.register({ path: file, name: 'pasted table' });
    },
    'dataset.combine': async ({ files: chosen, combination }) => {
      const sources = chosen.map(({ fileToken, options }) => ({ ...files.get(fileToken), options }));
      const folder = await mkdtemp(path.join(workspace.uploadsFolder, 'combine-'));
      const target = path.join(workspace.uploadsFolder, `${randomUUID()}.parquet`);
      const leading = chosen[0]?.fileToken ?? '';
      try {
        const facts = await running.run(leading, (signal) =>
          work.combineFiles({
            files: sources,
            combination,
            target,
            folder,
            signal,
            onProgress: ({ stage, share }) => {
              events.emit({ kind: 'import-progress', fileToken: leading, stage, fraction: share ?? 0 });
            },
          }),
        );
        const name = nameOf(sources.map((source) => source.name));
        return {
          ...files.register({ path: target, name }),
          ...facts,
          columns: [...facts.columns],
          warnings: [...facts.warnings],
        };
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
  };
}

function nameOf(names: readonly string[]): string {
  const [first = 'data', second = '', ...rest] = names;
  return rest.length === 0 ? `${first} + ${second}` : `${first} + ${names.length - 1} files`;
}
