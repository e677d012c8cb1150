import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { BrowserWindow } from 'electron';
import { blockNavigation } from './navigation.ts';
import { denyPermissions } from './permission.ts';

/**
 * Prints the report to a PDF file, whole or not at all.
 *
 * @param file where it goes
 * @param writeHtml writes the report's HTML to the path it is given
 */
export async function printReport(file: string, writeHtml: (path: string) => Promise<unknown>): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'tandem-report-'));
  try {
    const html = path.join(folder, 'report.html');
    await writeHtml(html);
    const pdf = await printFile(html);
    const temporary = `${file}.part`;
    await writeFile(temporary, pdf);
    await rename(temporary, file);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Draws a file in a window that is never shown, without scripts and in a session of its own. */
async function printFile(html: string): Promise<Buffer> {
  const window = new BrowserWindow({
    show: false,
    webPreferences: { sandbox: true, javascript: false, partition: 'report' },
  });
  try {
    denyPermissions(window.webContents.session);
    window.webContents.session.webRequest.onBeforeRequest((details, answer) =>
      answer({ cancel: !/^(file|data|devtools):/.test(details.url) }),
    );
    await window.loadFile(html);
    blockNavigation(window.webContents);
    return await window.webContents.printToPDF({
      printBackground: true,
      pageSize: 'A4',
      preferCSSPageSize: true,
      displayHeaderFooter: true,
      headerTemplate: '<span></span>',
      footerTemplate:
        '<div style="font-size:8px;width:100%;text-align:center"><span class="pageNumber"></span> / <span class="totalPages"></span></div>',
      generateTaggedPDF: true,
      generateDocumentOutline: true,
    });
  } finally {
    window.destroy();
  }
}
