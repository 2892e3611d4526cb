// The names of a ledger's streams on the server: one prefix a ledger, so that many ledgers share a cluster.
// Names are ASCII, since servers compare prefixes by culture; what is not ASCII is encoded so that it can be read back.

const PLAIN = /^[A-Za-z0-9._]$/;
const hex = (byte: number) => byte.toString(16).toUpperCase().padStart(2, '0');

/**
 * Any text as ASCII letters, digits, `.` and `_`; every other byte of its UTF-8 as `~XX`. It holds no `-`, so that
 * what the server calls the category of a stream is the whole prefix.
 */
export function encodeName(text: string): string {
  let encoded = '';
  for (const byte of Buffer.from(text, 'utf8')) {
    const character = String.fromCharCode(byte);
    encoded += PLAIN.test(character) ? character : `~${hex(byte)}`;
  }
  return encoded;
}

/** The text that {@link encodeName} was given. */
export const decodeName = (encoded: string): string =>
  Buffer.from(
    encoded.replace(/~([0-9A-F]{2})|[^~]/g, (match, digits: string | undefined) =>
      digits === undefined ? hex(match.charCodeAt(0)) : digits,
    ),
    'hex',
  ).toString('utf8');

export interface LedgerStreams {
  /** Whose ledger this is, and in which format: one event. */
  readonly ledger: string;
  /** Every event of the ledger, in ledger order (docs/adr/0011). */
  readonly journal: string;
  /** What was signed, and by which keys. */
  readonly heads: string;
  /** Who signs. */
  readonly lease: string;
  /** Which nodes were here, and what their clocks said. */
  readonly nodes: string;
  /** The disclosures of one command, named by the id of its first event: a stream of its own can be deleted. */
  sealed(firstEventId: string): string;
}

/** @param prefix the configured one, or the origin of the ledger */
export function ledgerStreams(prefix: string): LedgerStreams {
  const category = encodeName(prefix);
  return {
    ledger: `${category}-ledger`,
    journal: `${category}-journal`,
    heads: `${category}-heads`,
    lease: `${category}-lease`,
    nodes: `${category}-nodes`,
    sealed: (firstEventId) => `${category}-sealed.${firstEventId}`,
  };
}
