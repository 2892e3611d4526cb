// Office files are ZIP archives. Their writers stamp the hour and draw ids by chance; this takes both out again.
import { strFromU8, strToU8, unzipSync, zipSync, type Zippable } from 'fflate';

/** The earliest time that the format knows, in whatever zone the machine stands. */
const STAMP = new Date(1980, 0, 1);

const CORE = 'docProps/core.xml';
const WRITTEN = /(<dcterms:(created|modified)[^>]*>)[^<]*(<\/dcterms:\2>)/g;

/** Ids of relationships and watermarks as the `docx` library draws them, where they stand as whole attributes. */
const DRAWN = /(?<==")(rId|PowerPlusWaterMarkObject)([a-z0-9_-]{21})(?=")/g;
/** Pictures are counted over the life of the process, not of the document. */
const COUNTED = /(?<=<wp:docPr id=")\d+(?=")/g;
const HAS_IDS = /\.rels$|^word\/(document|header\d*|charts\/chart\d+)\.xml$/;

/** Numbers ids in the order of their first appearance. */
function createNumbering(): (xml: string) => string {
  const numbers = new Map<string, number>();
  let pictures = 0;
  return (xml) =>
    xml
      .replace(DRAWN, (_, kind: string, id: string) => {
        const number = numbers.get(id) ?? numbers.size + 1;
        numbers.set(id, number);
        return `${kind}N${number}`;
      })
      .replace(COUNTED, () => String(++pictures));
}

/**
 * The same archive whatever the hour and the draw; `writtenAt` (RFC 3339) takes the place of the clock in the document's
 * properties. Workbooks inside are treated alike.
 */
export function reproducible(archive: Uint8Array, writtenAt: string | null): Uint8Array {
  const when = `${(writtenAt ?? '1980-01-01T00:00:00').slice(0, 19)}Z`;
  const numbered = createNumbering();
  const entries: Zippable = {};
  for (const [name, bytes] of Object.entries(unzipSync(archive))) {
    let content: Uint8Array = bytes;
    if (name.endsWith('.xlsx')) content = reproducible(bytes, writtenAt);
    else if (name === CORE) content = strToU8(strFromU8(bytes).replace(WRITTEN, `$1${when}$3`));
    else if (HAS_IDS.test(name)) content = strToU8(numbered(strFromU8(bytes)));
    entries[name] = [content, { mtime: STAMP, level: 6 }];
  }
  return zipSync(entries);
}
