// A witness over HTTP (C2SP tlog-witness): POST /add-checkpoint, and GET /<hex sha256(origin)>/checkpoint.
// It must never answer a cosignature that is not durable, nor cosign for a log that it does not know.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Clock } from '../kernel/clock.js';
import { isLedgerError } from '../kernel/errors.js';
import {
  cosigner,
  originHash,
  parseAddCheckpoint,
  parseVerifierKey,
  TLOG_SIZE_TYPE,
  verifierOf,
  type KnownLog,
  type PrivateKey,
} from '../transparency/index.js';
import type { WitnessStore } from './witnessStore.js';

export interface WitnessOptions {
  readonly store: WitnessStore;
  readonly key: PrivateKey;
  /** Verifier keys of the logs that are cosigned; the name of a key is the origin of its log. */
  readonly logs: readonly string[];
  readonly clock: Clock;
  /** Told of failures that are no answer to a request. */
  readonly onFailure: (error: unknown) => void;
}

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly type?: string;
}

const TEXT = 'text/plain; charset=utf-8';
/** 63 hashes and a checkpoint with 100 signatures fit several times. */
const MAX_BODY = 128 * 1024;

function knownLogs(vkeys: readonly string[]): Map<string, KnownLog> {
  const logs = new Map<string, KnownLog>();
  for (const key of vkeys.map(parseVerifierKey)) {
    const verifiers = [...(logs.get(key.name)?.verifiers ?? [])];
    const verifier = verifierOf(key);
    logs.set(key.name, { verifiers: verifier ? [...verifiers, verifier] : verifiers });
  }
  return logs;
}

/** The body; undefined when it is too long. */
async function readBody(request: IncomingMessage): Promise<Uint8Array | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MAX_BODY) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

export function createWitness({ store, key, logs, clock, onFailure }: WitnessOptions): Server {
  const known = knownLogs(logs);
  const origins = new Map([...known.keys()].map((origin) => [originHash(origin), origin]));

  async function addCheckpoint(request: IncomingMessage): Promise<Answer> {
    const body = await readBody(request);
    if (!body) return { status: 413, body: 'too long\n' };
    try {
      const parsed = parseAddCheckpoint(body);
      const now = cosigner(key, Math.floor(clock() / 1000));
      const answer = store.add(parsed, known.get(parsed.checkpoint.origin), [now]);
      if (answer.outcome === 'cosigned') return { status: 200, body: answer.lines };
      return answer.body === undefined
        ? { status: answer.status, body: `${answer.text.en}\n` }
        : { status: answer.status, body: answer.body, type: TLOG_SIZE_TYPE };
    } catch (error) {
      if (isLedgerError(error) && error.kind === 'invalid')
        return { status: 400, body: `${error.text.en}\n` };
      throw error;
    }
  }

  function latest(hash: string): Answer {
    const origin = origins.get(hash);
    const note = origin === undefined ? undefined : store.latest(origin);
    return note === undefined ? { status: 404, body: 'not found\n' } : { status: 200, body: note };
  }

  async function answer(request: IncomingMessage): Promise<Answer> {
    const [path = ''] = (request.url ?? '').split('?');
    const hash = /^\/([0-9a-f]{64})\/checkpoint$/.exec(path)?.[1];
    if (path === '/add-checkpoint')
      return request.method === 'POST'
        ? addCheckpoint(request)
        : { status: 405, body: 'POST only\n' };
    return hash !== undefined && request.method === 'GET'
      ? latest(hash)
      : { status: 404, body: 'not found\n' };
  }

  function send(response: ServerResponse, { status, body, type = TEXT }: Answer): void {
    response.writeHead(status, {
      'Content-Type': type,
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
    });
    response.end(body);
  }

  return createServer((request, response) => {
    answer(request).then(
      (given) => send(response, given),
      (error: unknown) => {
        onFailure(error);
        send(response, { status: 500, body: 'internal error\n' });
      },
    );
  });
}
