// UUID version 7 (RFC 9562 section 5.7) from a time and random bytes that the caller supplies.

const MAX_MILLISECONDS = 2 ** 48 - 1;
const RANDOM_BYTES = 10;
const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/**
 * @param milliseconds Unix time, an integer from 0 to 2^48-1
 * @param random at least 10 bytes; the first 10 are used (74 of their bits)
 * @throws RangeError for any other time or fewer bytes
 */
export function uuidV7(milliseconds: number, random: Uint8Array): string {
  if (!Number.isInteger(milliseconds) || milliseconds < 0 || milliseconds > MAX_MILLISECONDS)
    throw new RangeError(`UUIDv7 time out of range: ${milliseconds}`);
  if (random.length < RANDOM_BYTES) throw new RangeError('UUIDv7 needs 10 random bytes');
  const byte = (index: number) => random[index] ?? 0;
  const hex = (value: number) => HEX[value] ?? '';
  const time = milliseconds.toString(16).padStart(12, '0');
  const version = hex(0x70 | (byte(0) & 0x0f)) + hex(byte(1));
  const variant = hex(0x80 | (byte(2) & 0x3f)) + hex(byte(3));
  let node = '';
  for (let index = 4; index < RANDOM_BYTES; index++) node += hex(byte(index));
  return `${time.slice(0, 8)}-${time.slice(8)}-${version}-${variant}-${node}`;
}
