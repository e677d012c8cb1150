import { crc32 } from 'node:zlib';

const localMark = 0x04034b50;
const centralMark = 0x02014b50;
const endMark = 0x06054b50;
const version = 20;
/** The first of January 1980, the earliest date of the format. */
const date = 0x0021;

interface Member {
  readonly name: string;
  readonly bytes: Buffer;
}

/** A zip archive of uncompressed members, all of one date. */
export function zipArchive(members: readonly Member[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, bytes } of members) {
    const title = Buffer.from(name, 'latin1');
    const fields = memberFields(title, bytes);
    const local = Buffer.alloc(4);
    local.writeUInt32LE(localMark);
    const central = Buffer.alloc(46);
    central.writeUInt32LE(centralMark, 0);
    central.writeUInt16LE(version, 4);
    fields.copy(central, 6);
    central.writeUInt32LE(offset, 42);
    parts.push(local, fields, title, bytes);
    directory.push(central, title);
    offset += 4 + fields.length + title.length + bytes.length;
  }
  const size = directory.reduce((sum, part) => sum + part.length, 0);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(endMark, 0);
  end.writeUInt16LE(members.length, 8);
  end.writeUInt16LE(members.length, 10);
  end.writeUInt32LE(size, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, ...directory, end]);
}

/** What a member's own header and the directory both say of it, 26 bytes. */
function memberFields(title: Buffer, bytes: Buffer): Buffer {
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(version, 0);
  fields.writeUInt16LE(date, 8);
  fields.writeUInt32LE(crc32(bytes), 10);
  fields.writeUInt32LE(bytes.length, 14);
  fields.writeUInt32LE(bytes.length, 18);
  fields.writeUInt16LE(title.length, 22);
  return fields;
}
