import { renameSync, rmSync, statSync, writeFileSync, type BigIntStats } from 'node:fs';
import path from 'node:path';
import { AppError } from '../../contract/error.ts';
import { makeFolders } from '../../service/place.ts';
import type { Arguments } from './arguments.ts';
import type { Terminal } from './terminal.ts';

/** Where `--json` goes: a file, standard output, or nowhere. */
export function jsonTarget(args: Arguments): string | null {
  if (!args.has('json')) return null;
  const target = args.get('json') ?? '-';
  return target === '/dev/stdout' ? '-' : target;
}

/** Whether standard output belongs to JSON, so that no text may stand there. */
export function printsJson(args: Arguments): boolean {
  return jsonTarget(args) === '-';
}

/** Writes the value as `--json` asks; numbers that JSON does not know become null. */
export function writeJson(args: Arguments, terminal: Terminal, value: unknown): void {
  const target = jsonTarget(args);
  if (target === null) return;
  const text = JSON.stringify(value, null, 2);
  if (target === '-') terminal.print(text);
  else writeWhole(target, `${text}\n`);
}

/** A file whole or not at all. */
export function writeWhole(file: string, content: string | Uint8Array): void {
  if (isDevice(file)) {
    try {
      writeFileSync(file, content);
    } catch (error) {
      throw cannotWrite(file, error);
    }
    return;
  }
  const temporary = path.join(path.dirname(file), `.tandem-${process.pid}.part`);
  try {
    makeFolders(path.dirname(path.resolve(file)));
    writeFileSync(temporary, content);
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw cannotWrite(file, error);
  }
}

function cannotWrite(file: string, error: unknown): AppError {
  if (error instanceof AppError)
    return new AppError(error.code, `cannot write ${file}: ${error.message}`, { cause: error });
  return new AppError('storage', `cannot write ${file}: ${(error as Error).message}; choose another place or name`, {
    cause: error,
  });
}

/** Whether the place can be written to is better known before the work than after it. No file that the verb reads is one. */
export function checkWritable(file: string, args: Arguments | null = null): void {
  if (file === '') throw new AppError('wrong-use', 'missing the name of the file to write; name a file');
  if (file === '-' || isDevice(file)) return;
  if (/[/\\]$/.test(file) || find(file)?.isDirectory() === true) {
    throw new AppError('wrong-use', `cannot write ${file}: this is a folder; name a file`);
  }
  const read =
    args === null ? [] : ['with', 'data', 'jacobian'].flatMap((name) => args.all(name)).concat(args.positionals);
  if (read.some((other) => isSameFile(file, other))) {
    throw new AppError('wrong-use', `cannot write ${file}: it is read by this command; name another file`);
  }
  const probe = path.join(path.dirname(path.resolve(file)), `.tandem-probe-${process.pid}`);
  try {
    statSync(file, { throwIfNoEntry: false });
    makeFolders(path.dirname(probe));
    writeFileSync(probe, '');
    rmSync(probe);
  } catch (error) {
    throw cannotWrite(file, error);
  }
}

/** Whether two names lead to one file, be it by a link. */
export function isSameFile(one: string, other: string): boolean {
  const [left, right] = [find(one), find(other)];
  if (left === undefined || right === undefined) return path.resolve(one) === path.resolve(other);
  return left.dev === right.dev && left.ino === right.ino;
}

function find(file: string): BigIntStats | undefined {
  try {
    return statSync(file, { throwIfNoEntry: false, bigint: true });
  } catch {
    return undefined;
  }
}

/** `/dev/stdout` and the like are written to, not replaced. */
function isDevice(file: string): boolean {
  const found = find(file);
  return found !== undefined && !found.isFile() && !found.isDirectory();
}
