import { chosenFor, type FilePurpose } from '../../src-main/contract/data-file.ts';
import type { Answer, ShellCallInput, ShellCallName, ShellCallOutput } from '../../src-main/contract/shell.ts';
import { openAnswer } from './answer.ts';
import type { CallInput, CallName, ChosenFile } from './client.ts';

const browserCalls: readonly string[] = ['shell.chooseFile', 'shell.saveReport', 'shell.saveFile', 'shell.copy'];

export function isBrowserCall(name: CallName): name is ShellCallName {
  return browserCalls.includes(name);
}

/** What a window's shell does natively, done with what a browser has. */
export async function browserCall(
  name: ShellCallName,
  input: CallInput<CallName>,
  upload: (file: File) => Promise<ChosenFile>,
): Promise<unknown> {
  switch (name) {
    case 'shell.chooseFile':
      return chooseFile((input as ShellCallInput<'shell.chooseFile'>).purpose ?? 'data', upload);
    case 'shell.saveReport':
      return saveReport(input as ShellCallInput<'shell.saveReport'>);
    case 'shell.saveFile':
      return saveFile(input as ShellCallInput<'shell.saveFile'>);
    case 'shell.copy':
      return copy(input as ShellCallInput<'shell.copy'>);
  }
}

function chooseFile(purpose: FilePurpose, upload: (file: File) => Promise<ChosenFile>): Promise<ChosenFile | null> {
  const input = document.createElement('input');
  input.type = 'file';
  input.accept = chosenFor[purpose].map((extension) => `.${extension}`).join(',');
  return new Promise((resolve, reject) => {
    input.addEventListener('cancel', () => resolve(null));
    input.addEventListener('change', () => {
      const file = input.files?.[0];
      if (file === undefined) resolve(null);
      else upload(file).then(resolve, reject);
    });
    input.click();
  });
}

/** Fetched first, so that a refusal is said on the page and not in a broken download. */
async function saveReport(input: ShellCallInput<'shell.saveReport'>): Promise<ShellCallOutput<'shell.saveReport'>> {
  const response = await fetch(`report/${encodeURIComponent(input.studyId)}.${input.format}`);
  if (!response.ok) openAnswer(await refusal(response));
  const name = attachmentName(response.headers.get('content-disposition')) ?? `report.${input.format}`;
  saveBlob(await response.blob(), name);
  return { savedAs: name };
}

async function refusal(response: Response): Promise<Answer> {
  try {
    return (await response.json()) as Answer;
  } catch {
    const message = `The report could not be written: ${response.status} ${response.statusText}.`;
    return { ok: false, error: { code: 'internal', message } };
  }
}

function attachmentName(header: string | null): string | null {
  const encoded = header?.match(/filename\*=UTF-8''([^;]+)/i)?.[1];
  if (encoded !== undefined) return decodeURIComponent(encoded);
  return header?.match(/filename="?([^";]+)"?/i)?.[1] ?? null;
}

function saveFile(input: ShellCallInput<'shell.saveFile'>): ShellCallOutput<'shell.saveFile'> {
  const content = input.encoding === 'base64' ? bytesOf(input.content) : input.content;
  saveBlob(new Blob([content]), input.suggestedName);
  return { savedAs: input.suggestedName };
}

async function copy(input: ShellCallInput<'shell.copy'>): Promise<ShellCallOutput<'shell.copy'>> {
  if (input.html !== null && typeof ClipboardItem !== 'undefined') {
    const forms = {
      'text/plain': new Blob([input.text], { type: 'text/plain' }),
      'text/html': new Blob([input.html], { type: 'text/html' }),
    };
    await navigator.clipboard.write([new ClipboardItem(forms)]);
  } else {
    await navigator.clipboard.writeText(input.text);
  }
  return { copied: true };
}

function saveBlob(blob: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}
