// What the nodes of a ledger share about signing, in a stream beside the journal. Each entry is added at the one place
// behind all that its writer has read, so that two signers cannot both go on.
import { canonicalBytes } from '../../kernel/canonicalJson.js';
import { corrupt } from '../../kernel/errors.js';
import { uuidV7 } from '../../kernel/uuid.js';
import type { PlacedEntry, SharedEntry, SharedHeads } from '../../signing/sharedHeads.js';
import type { ServerEvent } from './connection.js';
import { appendAt, AppendGivenUp } from './journalAppend.js';
import { SignerLease, type LeaseOptions } from './signerLease.js';

const TYPE = 'org.sunledger.Signed';
const PATIENCE_MILLISECONDS = 10_000;

const foreignEntry = (place: number) =>
  corrupt(
    'signing.foreign_entry',
    `签名流第 ${place} 号事件缺失，或不是本程序所写：不再签名，请查明何人写入`,
    `Event ${place} of the stream of signed heads is missing or was not written by this program; nothing more is signed, find out who wrote it`,
    `heads ${place}`,
  );

function parseEntry({ type, bytes }: ServerEvent): SharedEntry | undefined {
  if (type !== TYPE || !bytes) return undefined;
  try {
    const entry = JSON.parse(Buffer.from(bytes).toString('utf8')) as Partial<SharedEntry> | null;
    return entry?.kind === 'head' || entry?.kind === 'keys' ? (entry as SharedEntry) : undefined;
  } catch {
    return undefined;
  }
}

export function openSharedHeads(options: LeaseOptions): SharedHeads {
  const { cluster, clock, random } = options;
  const { heads } = cluster.streams;
  const lease = new SignerLease(options);

  const propose = (entry: SharedEntry) => ({
    id: uuidV7(Math.floor(clock()), random(10)),
    type: TYPE,
    bytes: canonicalBytes(entry),
    metadata: { sunledger: 1 },
  });

  return {
    node: cluster.node,
    async ready() {
      // Who signs asks often: nothing is gained by waiting.
      await cluster.ready(0);
    },
    async read(from, limit) {
      const events = await (await cluster.ready()).read(heads, from, limit);
      return events.map((event, index): PlacedEntry => {
        const place = from + index;
        const entry = event.revision === place ? parseEntry(event) : undefined;
        if (!entry) throw foreignEntry(place);
        return { place, entry };
      });
    },
    async count() {
      const [newest] = await (await cluster.ready()).readNewest(heads);
      return newest ? newest.revision + 1 : 0;
    },
    async add(place, entries) {
      const connection = await cluster.ready();
      const at = { connection, stream: heads, at: place, patience: PATIENCE_MILLISECONDS };
      try {
        return (await appendAt(at, entries.map(propose))) === 'stored';
      } catch (error) {
        throw error instanceof AppendGivenUp ? error.cause : error;
      }
    },
    take: () => lease.take(),
    release: () => lease.release(),
  };
}
