import { clipboard, ClipboardItem } from 'electron';

/** Puts plain text, and HTML where there is some, on the clipboard in one write. */
export async function copyForms(text: string, html: string | null): Promise<void> {
  // Electron 44 gave the clipboard the form that browsers know; older ones take a plain object.
  const knowsItems = typeof (ClipboardItem as unknown) === 'function';
  if (knowsItems) {
    await clipboard.write([new ClipboardItem({ 'text/plain': text, ...(html === null ? {} : { 'text/html': html }) })]);
  } else {
    const older = clipboard as unknown as { write(forms: { text: string; html?: string }): void };
    older.write(html === null ? { text } : { text, html });
  }
}
