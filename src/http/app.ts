// The HTTP face: middleware in order, then routes, then problems. It must never contain a decision of the domain.
import { isUtf8 } from 'node:buffer';
import { randomUUID } from 'node:crypto';
import express, { type Express } from 'express';
import { rateLimit } from 'express-rate-limit';
import helmet from 'helmet';
import type { Logger } from 'pino';
import { pinoHttp } from 'pino-http';
import type { Ledger } from '../composition.js';
import { invalid, LedgerError, missing } from '../kernel/errors.js';
import { packLabel } from '../rules/pack.js';
import { createAccess } from './access.js';
import { commandRoutes } from './commandRoutes.js';
import type { RouteContext } from './context.js';
import { createCursors } from './cursor.js';
import { documentRoutes } from './documentRoutes.js';
import { eventRoutes } from './eventRoutes.js';
import { landingRoutes } from './landing.js';
import { routerOf } from './answering.js';
import { endpoints } from './endpoints/index.js';
import { createMetrics, operationRoutes } from './operationRoutes.js';
import { openApiDocument, openApiRoutes } from './openapi.js';
import { problemHandler } from './problem.js';
import { proofRoutes, tileRoutes } from './transparencyRoutes.js';
import { verifyPages } from './verifyPages.js';

export interface AppOptions {
  readonly ledger: Ledger;
  readonly logger: Logger;
  /** Bearer token for writing and for reading what is not public. */
  readonly token: string;
  /** Signs paging cursors; a new one makes old cursors invalid. */
  readonly cursorSecret: Uint8Array;
  /** Of this program. */
  readonly version: string;
}

/** Requests are logged by method, route and status; never by URL, whose query may hold a name. */
const requestLog = (logger: Logger) =>
  pinoHttp({
    logger,
    genReqId(request, response) {
      const given = request.headers['x-request-id'];
      const id = typeof given === 'string' && /^[\w.-]{1,64}$/.test(given) ? given : randomUUID();
      response.setHeader('X-Request-Id', id);
      return id;
    },
    serializers: {
      req: (request: { id: string; method: string; url: string }) => ({
        id: request.id,
        method: request.method,
        path: request.url.split('?')[0]?.split('/').slice(0, 4).join('/'),
      }),
      res: (response: { statusCode: number }) => ({ status: response.statusCode }),
    },
    // `/readyz` answers 503 while the views catch up: an answer, not a failure.
    customLogLevel: (request, response, error) =>
      (error || response.statusCode >= 500) && request.url !== '/readyz' ? 'error' : 'debug',
  });

/** JSON is UTF-8 (RFC 8259); decoding would quietly turn bytes that are not into U+FFFD, on record for ever. */
function refuseBadText(_request: unknown, _response: unknown, body: Buffer): void {
  if (!isUtf8(body))
    throw invalid(
      'http.encoding',
      '请求内容不是 UTF-8 编码：请转换编码后重新发送',
      'The request body is not UTF-8; convert it and send it again',
    );
}

const limitRate = (perMinute: number) =>
  rateLimit({
    windowMs: 60_000,
    limit: perMinute,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    handler: (_request, _response, next) => {
      next(
        new LedgerError('unavailable', 'http.rate', {
          zh: '请求过于频繁，请稍后再试',
          en: 'Too many requests; try again shortly',
        }),
      );
    },
  });

export function createApp(options: AppOptions): Express {
  const { ledger, logger, token, cursorSecret } = options;
  const { log, views, handler, config, packs, signing } = ledger;
  const access = createAccess(token);
  const context: RouteContext = { ledger, access, cursors: createCursors(cursorSecret) };
  const metrics = createMetrics(log, views, signing);
  const rulepack = () => packLabel(packs.current);

  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.use(requestLog(logger));
  app.use(metrics.middleware);
  app.use(helmet());
  app.use(operationRoutes(ledger, metrics));
  if (config.rateLimit > 0) app.use(limitRate(config.rateLimit));
  // Before the body parser: a document may itself be JSON.
  app.use('/api/v1', documentRoutes(ledger.documents, handler, access, rulepack));
  app.use(landingRoutes(log.origin, options.version));
  app.use(
    express.json({
      limit: '8mb',
      type: ['application/json', 'application/*+json'],
      verify: refuseBadText,
    }),
  );
  app.use('/api/v1', commandRoutes(handler, access, rulepack), eventRoutes(log, access, signing));
  app.use(tileRoutes(log, signing));
  app.use(verifyPages(log, signing, config.publicUrl));
  app.use('/api/v1', proofRoutes(log, signing));
  app.use('/api/v1', routerOf(endpoints, context));
  app.use(
    '/api/v1',
    openApiRoutes(() => openApiDocument(options.version, handler.definitions, endpoints)),
  );
  app.use((_request, _response, next) => {
    next(missing('http.no_route', '没有此地址', 'There is no such address'));
  });
  app.use(problemHandler);
  return app;
}
