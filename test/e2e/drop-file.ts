import type { Page } from 'playwright-core';

/** Lets go of a file over the window, as a drag from the file manager does. */
export async function dropFile(page: Page, name: string, content: string): Promise<void> {
  await dropFiles(page, { [name]: content });
}

/** The same with several files at once. */
export async function dropFiles(page: Page, files: Readonly<Record<string, string>>): Promise<void> {
  const transfer = await page.evaluateHandle((entries) => {
    const data = new DataTransfer();
    for (const [name, text] of entries) data.items.add(new File([text], name, { type: 'text/csv' }));
    return data;
  }, Object.entries(files));
  for (const kind of ['dragenter', 'dragover', 'drop']) {
    await page.dispatchEvent('body', kind, { dataTransfer: transfer });
  }
}
