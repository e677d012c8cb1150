import type { Readable } from 'node:stream';
import { AppError } from '../../../contract/error.ts';
import { badFile } from '../bad-file.ts';

export type Attributes = Readonly<Record<string, string>>;

/** What is told of an XML text as it is read; names come without their prefix. */
export interface XmlHandler {
  open?(name: string, attributes: Attributes): void;
  text?(text: string): void;
  close?(name: string): void;
  /** Asked between pieces; true ends the reading. */
  isDone?(): boolean;
}

/** Reads XML as a stream. Throws AppError `bad-file` where it is not well formed. */
export async function readXml(stream: Readable, file: string, handler: XmlHandler): Promise<void> {
  const { SaxesParser } = await import('saxes');
  const parser = new SaxesParser({ xmlns: false });
  parser.on('opentag', (tag) => handler.open?.(localName(tag.name), tag.attributes));
  parser.on('text', (text) => handler.text?.(text));
  parser.on('cdata', (text) => handler.text?.(text));
  parser.on('closetag', (tag) => handler.close?.(localName(tag.name)));
  parser.on('error', (error) => {
    throw error;
  });
  const decoder = new TextDecoder();
  try {
    for await (const bytes of stream) {
      parser.write(decoder.decode(bytes as Uint8Array, { stream: true }));
      if (handler.isDone?.() === true) return;
    }
    parser.write(decoder.decode()).close();
  } catch (error) {
    if (error instanceof AppError) throw error;
    const message = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    throw badFile({ file }, `the workbook is damaged (${message}); open it and save it again`, error);
  } finally {
    stream.destroy();
  }
}

function localName(name: string): string {
  const colon = name.indexOf(':');
  return colon < 0 ? name : name.slice(colon + 1);
}
