// UUID version 7 (RFC 9562 section 5.7) from a time and random bytes that the caller supplies.

const MAX_MILLISECONDS = 2 ** 48 - 1;

/**
 * @param milliseconds Unix time, 0 to 2^48-1
 * @param random at least 10 bytes
 */
export function uuidV7(milliseconds: number, random: Uint8Array): string {
  if (!Number.isInteger(milliseconds) || milliseconds < 0 || milliseconds > MAX_MILLISECONDS)
    throw new RangeError(`UUIDv7 time out of range: ${milliseconds}`);
  if (random.length < 10) throw new RangeError('UUIDv7 needs 10 random bytes');
  const time = milliseconds.toString(16).padStart(12, '0');
  const hex = Array.from(random.subarray(0, 10), (byte) => byte.toString(16).padStart(2, '0')).join(
    '',
  );
  const version = `7${hex.slice(1, 4)}`;
  const variant = ((Number.parseInt(hex.slice(4, 5), 16) & 0x3) | 0x8).toString(16);
  return `${time.slice(0, 8)}-${time.slice(8)}-${version}-${variant}${hex.slice(5, 8)}-${hex.slice(8)}`;
}
