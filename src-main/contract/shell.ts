import { z } from 'zod';

/**
 * What a shell itself offers the page, apart from the service's procedures: windows, dialogs, clipboard, saving.
 * Electron does these natively; the loopback shell does them with the browser.
 */
export const shellCalls = {
  /** Opens a file dialog; null when the user cancels. */
  'shell.chooseFile': {
    input: z.strictObject({ purpose: z.enum(['data', 'model', 'vocabulary']).default('data') }),
    output: z.object({ fileToken: z.string(), name: z.string() }).nullable(),
  },
  /** Saves the study's report where the user says; `savedAs` is null when the user cancels. */
  'shell.saveReport': {
    input: z.strictObject({ studyId: z.string(), format: z.enum(['html', 'pdf']) }),
    output: z.object({ savedAs: z.string().nullable() }),
  },
  /** Saves text or base64 bytes (tables, chart pictures). */
  'shell.saveFile': {
    input: z.strictObject({ suggestedName: z.string(), content: z.string(), encoding: z.enum(['utf-8', 'base64']) }),
    output: z.object({ savedAs: z.string().nullable() }),
  },
  /** One clipboard write with both forms. */
  'shell.copy': {
    input: z.strictObject({ text: z.string(), html: z.string().nullable() }),
    output: z.object({ copied: z.boolean() }),
  },
} as const;

export type ShellCalls = typeof shellCalls;
export type ShellCallName = keyof ShellCalls;
export type ShellCallInput<Name extends ShellCallName> = z.input<ShellCalls[Name]['input']>;
export type ShellCallOutput<Name extends ShellCallName> = z.output<ShellCalls[Name]['output']>;

/** Every call is answered by one of these; errors travel as values. */
export const answerSchema = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), value: z.unknown() }),
  z.object({
    ok: z.literal(false),
    error: z.object({ code: z.string(), message: z.string(), details: z.record(z.string(), z.unknown()).optional() }),
  }),
]);
export type Answer = z.infer<typeof answerSchema>;

export const menuCommandSchema = z.enum([
  'new-study',
  'open-file',
  'save-report',
  'undo-archive',
  'show-home',
  'show-data',
  'show-audit',
  'show-tasks',
  'show-sharing',
  'show-balancing',
  'show-design',
  'show-run',
  'show-compare',
  'show-explain',
  'show-report',
  'show-models',
  'show-history',
  'show-lab',
  'palette',
  'shortcuts',
  'theme-system',
  'theme-light',
  'theme-dark',
]);
export type MenuCommand = z.infer<typeof menuCommandSchema>;
