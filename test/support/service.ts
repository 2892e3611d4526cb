// Starts the real service on a free port and a new data folder, and calls it over real HTTP.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { loadConfig } from '../../src/config.js';
import { startService, type RunningService } from '../../src/main.js';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The parsed JSON body. */
  readonly body: Record<string, unknown>;
}

export interface TestService {
  readonly service: RunningService;
  readonly folder: string;
  readonly logged: string[];
  request(method: string, path: string, options?: RequestOptions): Promise<Answer>;
  /** Sends a command with the token and a fresh or given idempotency key. */
  command(name: string, data: unknown, options?: CommandOptions): Promise<Answer>;
  close(): Promise<void>;
}

export interface RequestOptions {
  readonly body?: unknown;
  readonly rawBody?: string;
  readonly token?: string | false;
  readonly headers?: Record<string, string>;
}

export interface CommandOptions extends RequestOptions {
  readonly key?: string;
  readonly time?: string;
  readonly classification?: string;
  readonly attributes?: Record<string, unknown>;
}

/** An environment in which a new ledger adopts no rule packs, so that a test's own first event is the ledger's. */
export const withoutPacks = (folder: string): Record<string, string> => {
  const packs = join(folder, 'no-packs');
  mkdirSync(packs, { recursive: true });
  return { SUNLEDGER_RULE_PACKS: packs };
};

export const TOKEN = 'test-token-0123456789';

export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'sunledger-'));
}

export async function startTestService(
  environment: Record<string, string> = {},
): Promise<TestService> {
  const folder = temporaryFolder();
  const logged: string[] = [];
  const config = loadConfig({
    SUNLEDGER_DATA: folder,
    SUNLEDGER_PORT: '0',
    SUNLEDGER_WRITE_TOKEN: TOKEN,
    SUNLEDGER_RATE_LIMIT: '0',
    // Tests say themselves what is recorded.
    SUNLEDGER_BEGIN_AUDITS: 'off',
    ...environment,
  });
  const logger = pino({ level: 'debug' }, { write: (line: string) => void logged.push(line) });
  const service = await startService(config, logger);
  let keys = 0;

  const request: TestService['request'] = async (method, path, options = {}) => {
    const token = options.token ?? false;
    const payload =
      options.rawBody ?? (options.body === undefined ? null : JSON.stringify(options.body));
    const response = await fetch(service.url + path, {
      method,
      body: payload,
      headers: {
        ...(payload === null ? {} : { 'Content-Type': 'application/json' }),
        ...(token === false ? {} : { Authorization: `Bearer ${token}` }),
        ...options.headers,
      },
    });
    const text = await response.text();
    const isJson = /json/.test(response.headers.get('content-type') ?? '');
    return {
      status: response.status,
      headers: response.headers,
      text,
      body: isJson ? (JSON.parse(text) as Record<string, unknown>) : {},
    };
  };

  return {
    service,
    folder,
    logged,
    request,
    command: (name, data, options = {}) =>
      request('POST', `/api/v1/commands/${name}`, {
        token: TOKEN,
        ...options,
        body: {
          data,
          time: options.time ?? '2024-03-01T09:00:00+08:00',
          orgunit: '451425100000',
          classification: options.classification ?? 'public',
          ...options.attributes,
        },
        headers: { 'Idempotency-Key': options.key ?? `key-${++keys}`, ...options.headers },
      }),
    async close() {
      await service.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
