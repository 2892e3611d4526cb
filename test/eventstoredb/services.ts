// Services of ours as processes of their own, on one simulator that is a process too. They need the build that `npm test`
// makes.
import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { projectRoot } from '../../src/projectRoot.js';

export const TOKEN = 'test-token-0123456789';

export interface Service {
  readonly url: string;
  readonly dataDir: string;
  /** What it wrote to its log. */
  readonly logged: () => string;
  get(path: string): Promise<{ status: number; text: string; body: Record<string, unknown> }>;
  post(path: string, body: unknown): Promise<{ status: number; body: Record<string, unknown> }>;
  /** SIGKILL, or SIGTERM for a service that may tidy up. */
  end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void>;
}

async function addressOf(child: ChildProcess, logged: () => string): Promise<string> {
  if (!child.stdout) throw new Error('no output to read');
  for await (const line of createInterface({ input: child.stdout })) {
    const url = /http:\/\/\S+?(?=[",\s]|$)/.exec(line)?.[0];
    if (url !== undefined) return url;
  }
  throw new Error(`the service did not start: ${logged()}`);
}

export async function startServiceProcess(
  dataDir: string,
  environment: Readonly<Record<string, string>>,
): Promise<Service> {
  const cli = join(projectRoot, 'dist', 'bin', 'cli.js');
  const child = spawn(process.execPath, [cli, 'serve', '--json', '--data', dataDir], {
    env: {
      ...process.env,
      NODE_OPTIONS: '',
      SUNLEDGER_PORT: '0',
      SUNLEDGER_WRITE_TOKEN: TOKEN,
      SUNLEDGER_RATE_LIMIT: '0',
      SUNLEDGER_LOG_LEVEL: 'info',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  const logged = () => errors;
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const url = await addressOf(child, logged);
  const call = async (method: string, path: string, body?: unknown) => {
    const response = await fetch(url + path, {
      method,
      body: body === undefined ? null : JSON.stringify(body),
      headers: { Authorization: `Bearer ${TOKEN}`, 'Content-Type': 'application/json' },
    });
    const text = await response.text();
    const isJson = /json/.test(response.headers.get('content-type') ?? '');
    const parsed = isJson ? (JSON.parse(text) as Record<string, unknown>) : {};
    return { status: response.status, text, body: parsed };
  };
  return {
    url,
    dataDir,
    logged,
    get: (path) => call('GET', path),
    post: (path, body) => call('POST', path, body),
    async end(signal) {
      child.kill(signal);
      await exited;
    },
  };
}
