import path from 'node:path';
import { AppError } from '../../contract/error.ts';
import { findChromium, printPdf } from '../../service/print-pdf.ts';
import type { Service } from '../../service/service.ts';
import type { Arguments } from './arguments.ts';
import { checkWritable, writeWhole } from './output.ts';

/** Refuses a report that could not be written, before any work. */
export function checkReportPath(out: string, args: Arguments | null = null): void {
  const extension = path.extname(out).toLowerCase();
  if (extension !== '.html' && extension !== '.pdf') {
    throw new AppError('wrong-use', `invalid report: ${out}; the name must end in .html or .pdf`);
  }
  if (extension === '.pdf' && findChromium() === null) {
    throw new AppError(
      'unsupported',
      'missing a browser that prints PDF; install Chromium, Google Chrome or Microsoft Edge, or name a report.html',
    );
  }
  checkWritable(out, args);
}

export async function saveReport(service: Service, studyId: string, out: string): Promise<void> {
  const { html } = await service.handlers['report.preview']({ studyId });
  writeWhole(out, path.extname(out).toLowerCase() === '.pdf' ? await printPdf(html) : html);
}
