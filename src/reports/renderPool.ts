// Renders heavy forms in a thread of its own, so that a server never waits for a page to be set. The thread starts with the
// first such report and ends when nobody asks for a while: what the compiler holds of memory goes with it.
import { Worker } from 'node:worker_threads';
import { LedgerError, unavailable, type ErrorKind } from '../kernel/errors.js';
import { workerModule } from '../projectRoot.js';
import type { FinishedDocument } from './finish.js';
import type { Language } from './language.js';
import type { Format } from './renderer.js';
import { render } from './renderers.js';

export interface ToRenderWorker {
  readonly ticket: number;
  readonly document: FinishedDocument;
  readonly format: Format;
  readonly language: Language | undefined;
}

export type FromRenderWorker =
  | { readonly kind: 'done'; readonly ticket: number; readonly bytes: Uint8Array }
  | { readonly kind: 'failed'; readonly ticket: number; readonly failure: Failure };

/** An error as it crosses between threads. */
export interface Failure {
  readonly message: string;
  readonly ledger?: Pick<LedgerError, 'kind' | 'code' | 'text' | 'where'>;
}

export interface RenderPool {
  /** @throws LedgerError `report.missing_glyph`, `report.busy` */
  render(
    document: FinishedDocument,
    format: Format,
    language: Language | undefined,
  ): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** Forms whose making takes tens of milliseconds and more. */
const HEAVY: ReadonlySet<Format> = new Set(['pdf', 'docx', 'xlsx']);
const IDLE_MILLISECONDS = 60_000;
/** Beyond this many waiting, a caller had better come again. */
const MOST_WAITING = 32;

interface Waiting {
  readonly resolve: (bytes: Uint8Array) => void;
  readonly reject: (error: Error) => void;
}

function toError({ message, ledger }: Failure): Error {
  if (!ledger) return new Error(message);
  const { kind, code, text, where } = ledger;
  return new LedgerError(kind satisfies ErrorKind, code, text, where);
}

class RenderThread {
  private readonly waiting = new Map<number, Waiting>();
  private readonly worker = new Worker(workerModule('reports/renderWorker.js'));
  private tickets = 0;
  private idle: NodeJS.Timeout | undefined;

  constructor(private readonly onGone: (thread: RenderThread) => void) {
    this.worker.unref();
    this.worker.on('message', (message: FromRenderWorker) => this.hear(message));
    this.worker.on('error', (error) => this.lose(error));
    this.worker.on('exit', (code) => this.lose(new Error(`the render worker stopped: ${code}`)));
  }

  get busy(): number {
    return this.waiting.size;
  }

  render(task: Omit<ToRenderWorker, 'ticket'>): Promise<Uint8Array> {
    clearTimeout(this.idle);
    return new Promise((resolve, reject) => {
      const ticket = ++this.tickets;
      this.waiting.set(ticket, { resolve, reject });
      this.worker.ref();
      this.worker.postMessage({ ...task, ticket } satisfies ToRenderWorker);
    });
  }

  async end(): Promise<void> {
    clearTimeout(this.idle);
    await this.worker.terminate();
  }

  private hear(message: FromRenderWorker): void {
    const one = this.waiting.get(message.ticket);
    this.waiting.delete(message.ticket);
    if (message.kind === 'done') one?.resolve(message.bytes);
    else one?.reject(toError(message.failure));
    if (this.waiting.size > 0) return;
    this.worker.unref();
    this.idle = setTimeout(() => void this.end(), IDLE_MILLISECONDS).unref();
  }

  private lose(error: Error): void {
    this.onGone(this);
    for (const { reject } of this.waiting.values()) reject(error);
    this.waiting.clear();
  }
}

export function createRenderPool(): RenderPool {
  let thread: RenderThread | undefined;
  const start = () =>
    new RenderThread((gone) => {
      if (thread === gone) thread = undefined;
    });
  return {
    render(document, format, language) {
      if (!HEAVY.has(format)) return render(document, format, language);
      if ((thread?.busy ?? 0) >= MOST_WAITING)
        return Promise.reject(
          unavailable(
            'report.busy',
            '正在生成的报告过多，请稍后再试',
            'Too many reports are being made; try again shortly',
          ),
        );
      thread ??= start();
      return thread.render({ document, format, language });
    },
    async close() {
      await thread?.end();
    },
  };
}
