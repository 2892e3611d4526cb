// Words for full-text search over Chinese and other text: pairs of neighbouring characters, and whole words elsewhere.
// Index and query must be cut by this one file, or nothing is found. For FTS5 with `tokenize = 'ascii'`.

const RUN =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Yi}\p{Script=Bopomofo}]+|[\p{L}\p{N}\p{M}]+?(?=[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Yi}\p{Script=Bopomofo}]|[^\p{L}\p{N}\p{M}]|$)/gu;
const UNSPACED =
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Yi}\p{Script=Bopomofo}]/u;

/** Which drawing of a character is meant; it is the same character. */
const VARIATION_SELECTORS = /[\u{FE00}-\u{FE0F}\u{E0100}-\u{E01EF}]/gu;

/** Full-width forms and capitals are the same word. */
const normalise = (text: string): string =>
  text.normalize('NFKC').replace(VARIATION_SELECTORS, '').toLowerCase();

/** Pairs of a run without spaces, then its last character: so that one character is found wherever it stands. */
function pairs(characters: readonly string[]): string[] {
  const tokens: string[] = [];
  for (let index = 0; index + 1 < characters.length; index++)
    tokens.push(`${characters[index] ?? ''}${characters[index + 1] ?? ''}`);
  return tokens;
}

function tokensOf(run: string): string[] {
  if (!UNSPACED.test(run)) return [run];
  const characters = Array.from(run);
  return [...pairs(characters), characters.at(-1) ?? ''];
}

/** The text as FTS5 is to index it: tokens with spaces between. Empty when nothing in it can be searched. */
export function indexText(text: string): string {
  const tokens: string[] = [];
  for (const [run] of normalise(text).matchAll(RUN)) tokens.push(...tokensOf(run));
  return tokens.join(' ');
}

/** One unbroken piece of a query: a phrase whose last token may go on. */
function phraseOf(piece: string): string | undefined {
  const runs = [...piece.matchAll(RUN)].map(([run]) => run);
  const last = runs.pop();
  if (last === undefined) return undefined;
  const characters = Array.from(last);
  const closed = UNSPACED.test(last) && characters.length > 1;
  const tokens = [...runs.flatMap(tokensOf), ...(closed ? pairs(characters) : [last])];
  // Tokens are letters, digits and marks only: nothing in them needs escaping.
  return `"${tokens.join(' ')}"${closed ? '' : ' *'}`;
}

/**
 * The FTS5 MATCH expression for what a person typed: every piece between spaces or punctuation must occur.
 * Finds every text that contains a Chinese piece of one or more characters, and words that begin as a Latin piece does.
 * @returns `undefined` when there is nothing to search for
 */
export function matchExpression(query: string): string | undefined {
  const phrases = normalise(query)
    .split(/[^\p{L}\p{N}\p{M}]+/u)
    .flatMap((piece) => phraseOf(piece) ?? []);
  return phrases.length > 0 ? phrases.join(' AND ') : undefined;
}
