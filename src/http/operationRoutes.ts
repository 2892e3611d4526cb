// For whoever runs the service: is it alive, is it ready, how does it do.
import { Router, type Request, type RequestHandler, type Response } from 'express';
import { collectDefaultMetrics, Histogram, Gauge, Registry } from 'prom-client';
import type { Views } from '../../projections/service.js';
import type { Ledger } from '../composition.js';
import type { EventLog } from '../log/eventLog.js';
import type { Signing } from '../signing/signing.js';

export interface Metrics {
  readonly registry: Registry;
  /** Counts and times requests by route pattern, never by URL. */
  readonly middleware: RequestHandler;
}

export function createMetrics(log: EventLog, views: Views, signing: Signing): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const requests = new Histogram({
    name: 'sunledger_http_request_seconds',
    help: 'Duration of HTTP requests by method, route and status',
    labelNames: ['method', 'route', 'status'] as const,
    buckets: [0.001, 0.005, 0.02, 0.1, 0.5, 2],
    registers: [registry],
  });
  new Gauge({
    name: 'sunledger_log_events',
    help: 'Number of events in the log',
    registers: [registry],
    async collect() {
      const head = await log.head();
      this.set(head === undefined ? 0 : Number(head) + 1);
    },
  });
  new Gauge({
    name: 'sunledger_log_ready',
    help: '1 while the log takes appends, 0 while it refuses to',
    registers: [registry],
    collect() {
      this.set(log.status().state === 'ready' ? 1 : 0);
    },
  });
  new Gauge({
    name: 'sunledger_view_position',
    help: 'Position that each view has reached; -1 before the first event',
    labelNames: ['view', 'state'] as const,
    registers: [registry],
    collect() {
      this.reset();
      for (const { name, state, position } of views.status())
        this.set({ view: name, state }, position === undefined ? -1 : Number(position));
    },
  });
  new Gauge({
    name: 'sunledger_signed_events',
    help: 'Number of events that the newest signed head covers',
    registers: [registry],
    collect() {
      this.set(signing.latest()?.size ?? 0);
    },
  });
  new Gauge({
    name: 'sunledger_signing',
    help: '1 while the ledger signs, 0 while it refuses to',
    registers: [registry],
    collect() {
      this.set(signing.status().state === 'signing' ? 1 : 0);
    },
  });
  return {
    registry,
    middleware(request, response, next) {
      const stop = requests.startTimer();
      response.once('finish', () =>
        stop({
          method: request.method,
          route: routeOf(request),
          status: String(response.statusCode),
        }),
      );
      next();
    },
  };
}

function routeOf(request: Request): string {
  const { path } = (request.route ?? {}) as { path?: unknown };
  return typeof path === 'string' ? `${request.baseUrl}${path}` : 'unmatched';
}

type Operated = Pick<Ledger, 'log' | 'views' | 'signing' | 'adoption'>;

/**
 * A ledger that refuses to sign is still ready to be read; it says that it does and why. One whose log takes no appends,
 * or does not say yet by what it judges, is not ready, though what it holds can be read.
 */
async function readiness(
  { log, views, signing, adoption }: Operated,
  response: Response,
): Promise<void> {
  const head = await log.head();
  const states = views.status().map(({ name, version, state, position, halt }) => ({
    view: name,
    version,
    state,
    position: position ?? null,
    lag: head === undefined ? 0 : Number(head) - (position === undefined ? -1 : Number(position)),
    ...(halt === undefined ? {} : { halted: halt }),
  }));
  const names = new Set(states.map(({ view }) => view));
  const live = new Set(states.flatMap(({ view, state }) => (state === 'live' ? [view] : [])));
  const status = log.status();
  const rules = adoption();
  const ready =
    status.state === 'ready' &&
    rules.state === 'adopted' &&
    [...names].every((name) => live.has(name));
  response.status(ready ? 200 : 503).json({
    ready,
    head: head ?? null,
    log: status,
    rules,
    signing: { ...signing.status(), size: signing.latest()?.size ?? null },
    views: states,
  });
}

export function operationRoutes(ledger: Operated, metrics: Metrics): Router {
  const router = Router();
  router.get('/livez', (_request, response) => {
    response.json({ alive: true });
  });
  router.get('/readyz', (_request, response) => readiness(ledger, response));
  router.get('/metrics', async (_request, response) => {
    response.type(metrics.registry.contentType).send(await metrics.registry.metrics());
  });
  return router;
}
