// Office files are ZIP archives, whose writers stamp the hour and the day. This takes the clock out of them again.
import { unzipSync, zipSync, type Zippable } from 'fflate';

/** The earliest time that the format knows, in whatever zone the machine stands. */
const STAMP = new Date(1980, 0, 1);

const CORE = 'docProps/core.xml';
const WRITTEN = /(<dcterms:(created|modified)[^>]*>)[^<]*(<\/dcterms:\2>)/g;

/**
 * The same archive with fixed times; `writtenAt` (RFC 3339) takes the place of the clock in the document's properties.
 */
export function withoutClock(archive: Uint8Array, writtenAt: string | null): Uint8Array {
  const when = `${(writtenAt ?? '1980-01-01T00:00:00').slice(0, 19)}Z`;
  const entries: Zippable = {};
  for (const [name, bytes] of Object.entries(unzipSync(archive))) {
    const content =
      name === CORE
        ? new TextEncoder().encode(new TextDecoder().decode(bytes).replace(WRITTEN, `$1${when}$3`))
        : bytes;
    entries[name] = [content, { mtime: STAMP, level: 6 }];
  }
  return zipSync(entries);
}
