import { randomBytes } from 'node:crypto';

/** 32 letters and digits, without those that look alike. */
const alphabet = '23456789abcdefghijkmnpqrstuvwxyz';

/** A new id, short enough to be typed. */
export function createId(): string {
  return [...randomBytes(10)].map((byte) => alphabet[byte % alphabet.length]).join('');
}
