// Time stamps for signed heads: asking for one, and keeping the answer beside the head. It must never keep an answer that
// it has not verified, nor send out more than a digest.
import type { Clock, Randomness } from '../kernel/clock.js';
import { invalid, refused, unavailable } from '../kernel/errors.js';
import { formatInstant } from '../kernel/time.js';
import type { NumberedHead } from '../signing/headStore.js';
import type { Signing } from '../signing/signing.js';
import { encodeUtf8 } from '../transparency/index.js';
import { formatCertificates, readCertificates } from './certificates.js';
import { formatStampRequest } from './request.js';
import { hexOf, parseStampResponse } from './response.js';
import { verifyTimestamp, type Timestamp } from './verify.js';

const NONCE_BYTES = 16;
const MAX_RESPONSE = 256 * 1024;
const TIMEOUT_MILLISECONDS = 30_000;

export interface StampRequestFile {
  /** How many events the stamped head covers. */
  readonly size: number;
  /** TimeStampReq, DER. */
  readonly request: Uint8Array;
}

/**
 * Signs the present head and makes a request for its note. The nonce is durable before the request is handed out.
 * @param policy object identifier that the authority should stamp under
 * @throws LedgerError as {@link Signing.sign}; `timestamp.policy_form`
 */
export async function requestStamp(
  signing: Signing,
  { clock, random, policy }: { clock: Clock; random: Randomness; policy?: string | undefined },
): Promise<StampRequestFile> {
  await signing.sign();
  const store = signing.heads();
  const head = store.latest();
  if (!head) throw new Error('a ledger that signs has a signed head');
  const nonce = random(NONCE_BYTES);
  nonce[0] = 1 + ((nonce[0] ?? 0) % 127);
  const request = formatStampRequest({ data: encodeUtf8(head.note), nonce, policy });
  store.attestations.addRequest({
    nonce: hexOf(nonce),
    head: head.number,
    policy,
    made: formatInstant(Math.floor(clock()), 0),
  });
  return { size: head.size, request };
}

export interface AttachedStamp extends Timestamp {
  readonly size: number;
  /** False when this very answer had been kept before. */
  readonly added: boolean;
}

/**
 * Verifies a response and keeps it beside the head that it was asked for.
 * @param authority a file of certificates: whom to believe, and any that the response does not bring along
 * @throws LedgerError `timestamp.*` (see {@link verifyTimestamp}); `timestamp.unasked` when nothing was asked with its
 *   nonce; `timestamp.answered` when another answer is kept for that request; `storage.*`
 */
export async function attachStamp(
  signing: Signing,
  response: Uint8Array,
  authority: Uint8Array,
  clock: Clock,
): Promise<AttachedStamp> {
  const { attestations, byNumber } = signing.heads();
  const { nonce = '' } = parseStampResponse(response);
  const asked = attestations.request(nonce);
  const head = asked && byNumber(asked.head);
  if (!head) throw unasked();
  const given = readCertificates(authority);
  const { policy } = asked;
  const data = encodeUtf8(head.note);
  const timestamp = await verifyTimestamp({ response, data, nonce, policy }, given);
  const [kept] = attestations.timestamps(head.size).filter((one) => one.nonce === nonce);
  if (kept) return { ...answered(kept.response, response, head), ...timestamp };
  attestations.addTimestamp(nonce, {
    response,
    authority: formatCertificates(given),
    stored: formatInstant(Math.floor(clock()), 0),
  });
  return { ...timestamp, size: head.size, added: true };
}

function answered(kept: Uint8Array, response: Uint8Array, { size }: NumberedHead) {
  if (Buffer.from(kept).equals(response)) return { size, added: false };
  throw refused(
    'timestamp.answered',
    '此请求已有另一个时间戳',
    'Another time stamp is kept for this request already',
  );
}

const unasked = () =>
  invalid(
    'timestamp.unasked',
    '应答的随机数不属于本台账的任何请求：请先用 sunledger timestamp request 生成请求',
    'The nonce of the response is of no request that this ledger made; make one with sunledger timestamp request',
  );

const unreachable = (url: string, zh: string, en: string, cause?: unknown) =>
  unavailable(
    'timestamp.unreachable',
    `时间戳机构${zh}`,
    `The time stamp authority ${en}`,
    url,
    cause,
  );

/** Sends a request to an authority (RFC 3161 section 3.4). @throws LedgerError `timestamp.unreachable` */
export async function fetchStamp(url: string, request: Uint8Array): Promise<Uint8Array> {
  let response: Response;
  let body: Uint8Array;
  try {
    response = await fetch(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/timestamp-query' },
      body: request,
      signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS),
    });
    body = new Uint8Array(await response.arrayBuffer());
  } catch (error) {
    throw unreachable(url, '无法访问', 'cannot be reached', error);
  }
  const type = response.headers.get('content-type') ?? '';
  if (!response.ok)
    throw unreachable(url, `答复 ${response.status}`, `answered ${response.status}`);
  if (!type.startsWith('application/timestamp-reply') || body.length > MAX_RESPONSE)
    throw unreachable(url, '答复的不是时间戳', 'answered something that is no time stamp');
  return body;
}
