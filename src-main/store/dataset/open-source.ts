import { join } from 'node:path';
import type { FileParts, ImportOptions, ImportWarning } from '../../contract/dataset.ts';
import { readHead, startsWith } from './file-head.ts';
import type { FileFormat } from './format/format.ts';
import { findFormat, formats } from './format/registry.ts';
import { refuseOthers } from './refused-file.ts';
import { unpackGzip } from './unpack/gzip.ts';
import { unpackMember } from './unpack/zip-member.ts';

const gzipMark = [0x1f, 0x8b] as const;
const zipMark = [0x50, 0x4b, 0x03, 0x04] as const;
const emptyZipMark = [0x50, 0x4b, 0x05, 0x06] as const;

export interface SourceRequest {
  readonly path: string;
  /** The file as the user knows it. */
  readonly file: string;
  readonly options: ImportOptions;
  readonly folder: string;
  readonly signal?: AbortSignal;
  readonly onProgress?: (share: number | null) => void;
}

/** A file that is packed no more, and the format that reads it. */
export interface OpenedSource {
  readonly path: string;
  readonly file: string;
  readonly format: FileFormat;
  /** What was read from an archive. */
  readonly member: string | null;
  readonly parts: readonly FileParts[];
  readonly warnings: readonly ImportWarning[];
}

/**
 * Unpacks gzip and zip (also one in the other) into the folder and finds the format. Throws AppError `bad-file` where
 * the file is none that is read, with what to export instead.
 */
export async function openSource(request: SourceRequest): Promise<OpenedSource> {
  let { path, file } = request;
  let member: string | null = null;
  const parts: FileParts[] = [];
  const warnings: ImportWarning[] = [];
  for (let depth = 0; ; depth += 1) {
    const head = (await readHead(path, file)).bytes;
    const target = join(request.folder, `unpacked-${depth}`);
    const step = { ...request, path, file, target };
    if (startsWith(head, gzipMark)) {
      await unpackGzip(step);
      file = file.replace(/\.gz$/i, '').replace(/\.tgz$/i, '.tar');
    } else if (startsWith(head, zipMark) || startsWith(head, emptyZipMark)) {
      const found = await unpackMember(step, member === null ? request.options.member : null);
      if (found === null) return { path, file, member, parts, warnings, format: findFormat('excel') };
      member ??= found.member;
      file = `${file}/${found.member}`;
      parts.push(...found.parts);
      warnings.push(...found.warnings);
    } else {
      if (request.options.format === 'auto' || request.options.format === 'delimited') refuseOthers(head, file);
      return { path, file, member, parts, warnings, format: chooseFormat(request.options, head, file) };
    }
    path = target;
  }
}

function chooseFormat({ format }: ImportOptions, head: Uint8Array, file: string): FileFormat {
  if (format !== 'auto') return findFormat(format);
  return formats.find((candidate) => candidate.recognises(head, file.toLowerCase())) ?? findFormat('delimited');
}
