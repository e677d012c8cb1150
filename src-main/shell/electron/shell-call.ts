import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { app, dialog, type BrowserWindow, type FileFilter } from 'electron';
import { z } from 'zod';
import { chosenFor, type FilePurpose } from '../../contract/data-file.ts';
import { errorCodeSchema } from '../../contract/error-record.ts';
import { AppError } from '../../contract/error.ts';
import { hostCalls } from '../../contract/host.ts';
import type { Answer, ShellCallInput, ShellCallName, ShellCallOutput } from '../../contract/shell.ts';
import { copyForms } from './copy-forms.ts';
import type { LastFolders } from './last-folder.ts';
import { printReport } from './pdf.ts';

export type ShellHandlers = {
  readonly [Name in ShellCallName]: (input: ShellCallInput<Name>) => Promise<ShellCallOutput<Name>>;
};

interface ShellOptions {
  readonly window: () => BrowserWindow | null;
  readonly service: (name: string, input: unknown) => Promise<Answer>;
  readonly folders: LastFolders;
  /** Files that the system asked to open; the next choice is the first of them, without a dialog. */
  readonly waitingFiles: string[];
}

const purposeNames: Readonly<Record<FilePurpose, string>> = {
  data: 'Data tables',
  model: 'ONNX models',
  vocabulary: 'Vocabularies',
};

function filtersOf(purpose: FilePurpose): FileFilter[] {
  return [
    { name: purposeNames[purpose], extensions: [...chosenFor[purpose]] },
    { name: 'All files', extensions: ['*'] },
  ];
}

/** What only a desktop can do for the page: dialogs, saving, the clipboard. */
export function createShellHandlers({ window, service, folders, waitingFiles }: ShellOptions): ShellHandlers {
  async function askWhereToSave(purpose: string, name: string, filters: FileFilter[]): Promise<string | null> {
    const options = { defaultPath: path.join(folders.of(purpose), safeName(name)), filters };
    const parent = window();
    const { canceled, filePath } = await (parent === null
      ? dialog.showSaveDialog(options)
      : dialog.showSaveDialog(parent, options));
    if (canceled || filePath === '') return null;
    folders.keep(purpose, path.dirname(filePath));
    return filePath;
  }

  async function askWhichFile(purpose: FilePurpose): Promise<string | null> {
    const waiting = purpose === 'data' ? waitingFiles.shift() : undefined;
    if (waiting !== undefined) return waiting;
    const parent = window();
    const place = purpose === 'data' ? 'open' : purpose;
    const options = {
      defaultPath: folders.of(place),
      filters: filtersOf(purpose),
      properties: ['openFile' as const],
    };
    const { filePaths } = await (parent === null
      ? dialog.showOpenDialog(options)
      : dialog.showOpenDialog(parent, options));
    const chosen = filePaths[0] ?? null;
    if (chosen !== null) folders.keep(place, path.dirname(chosen));
    return chosen;
  }

  return {
    'shell.chooseFile': async ({ purpose = 'data' }) => {
      const file = await askWhichFile(purpose);
      if (file === null) return null;
      const registered = hostCalls['host.registerFile'].output.parse(
        open(await service('host.registerFile', { path: file })),
      );
      if (purpose === 'data') app.addRecentDocument(file);
      return registered;
    },
    'shell.saveReport': async ({ studyId, format }) => {
      const name = `${await studyName(service, studyId)}.${format}`;
      const file = await askWhereToSave('report', name, [{ name: format.toUpperCase(), extensions: [format] }]);
      if (file === null) return { savedAs: null };
      if (format === 'html') open(await service('host.saveReport', { studyId, path: file }));
      else await printReport(file, async (html) => open(await service('host.saveReport', { studyId, path: html })));
      return { savedAs: file };
    },
    'shell.saveFile': async ({ suggestedName, content, encoding }) => {
      const extension = path.extname(suggestedName).slice(1);
      const filters = extension === '' ? [] : [{ name: extension.toUpperCase(), extensions: [extension] }];
      const file = await askWhereToSave('save', suggestedName, filters);
      if (file === null) return { savedAs: null };
      await writeFile(file, Buffer.from(content, encoding === 'base64' ? 'base64' : 'utf8'));
      return { savedAs: file };
    },
    'shell.copy': async ({ text, html }) => {
      await copyForms(text, html);
      return { copied: true };
    },
  };
}

/** A name for a file without what some system forbids in one. */
export function safeName(name: string): string {
  return (
    name
      .replace(/[<>:"/\\|?*\u0000-\u001f]+/g, ' ')
      .replace(/^[\s.]+|[\s.]+$/g, '')
      .slice(0, 150) || 'tandem'
  );
}

function open(answer: Answer): unknown {
  if (answer.ok) return answer.value;
  const { code, message, details } = answer.error;
  throw new AppError(errorCodeSchema.catch('internal').parse(code), message, details === undefined ? {} : { details });
}

async function studyName(service: ShellOptions['service'], studyId: string): Promise<string> {
  const study = z.object({ spec: z.object({ name: z.string() }) }).parse(open(await service('study.get', { studyId })));
  return study.spec.name;
}
