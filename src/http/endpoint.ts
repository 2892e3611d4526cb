// A reading endpoint as data: path, contract and query. The router and the OpenAPI document are both made from it.
import { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import type { EventSource } from '../../projections/projection.js';
import type { ViewSnapshot } from '../../projections/reader.js';
import type { IndexScheme } from '../analytics/indexScheme.js';
import type { Bilingual } from '../kernel/errors.js';
import { parsePosition, type Position } from '../kernel/position.js';
import { eventSource } from '../reviewActs.js';
import type { RouteContext } from './context.js';
import { parseQuery } from './query.js';
import { setTreeHead, treeCovering, treeSchema } from './transparencyRoutes.js';

/** What a paged query returns: rows, and where the next page begins. */
export interface Page<T> {
  readonly rows: readonly T[];
  readonly next: unknown;
}

export interface QueryInput<Q> {
  readonly snapshot: ViewSnapshot;
  readonly query: Q;
  readonly parameters: Readonly<Record<string, string>>;
  /** Where this page begins, as the previous page said; `undefined` for the first. */
  readonly after: unknown;
  /** True when the reader may see what is not public. */
  readonly trusted: boolean;
  readonly indexScheme: IndexScheme;
}

export interface ReadEndpoint {
  /** OpenAPI path below /api/v1, e.g. `/decisions/{matterId}`. */
  readonly path: string;
  readonly summary: Bilingual;
  readonly query: z.ZodObject;
  readonly answer: z.ZodType;
  readonly paged: boolean;
  /** Needs the token: what it shows is not public. */
  readonly restricted: boolean;
  run(input: QueryInput<unknown>): unknown;
  /** Completes what `run` found from the events of the log at or before its position. */
  finish?(found: unknown, sources: Sources): Promise<unknown>;
}

/** What the second stage of a reading works with: further snapshots, and single events. */
export interface Sources {
  readonly read: <T>(query: (snapshot: ViewSnapshot) => T) => T;
  readonly source: EventSource;
}

/** Declares an endpoint; exists so that the query's type reaches `run`. */
export function readEndpoint<Q extends z.ZodObject, A extends z.ZodType>(endpoint: {
  readonly path: string;
  readonly summary: Bilingual;
  readonly query: Q;
  readonly answer: A;
  readonly restricted?: boolean;
  readonly run: (input: QueryInput<z.output<Q>>) => z.output<A>;
}): ReadEndpoint {
  return {
    ...endpoint,
    paged: false,
    restricted: endpoint.restricted ?? false,
    run: (input) => endpoint.run(input as QueryInput<z.output<Q>>),
  };
}

/** Declares an endpoint whose answer needs events that no view keeps; `run` must say as of which position it read. */
export function readInStages<Q extends z.ZodObject, A extends z.ZodType, F>(endpoint: {
  readonly path: string;
  readonly summary: Bilingual;
  readonly query: Q;
  readonly answer: A;
  readonly restricted?: boolean;
  readonly run: (input: QueryInput<z.output<Q>>) => F;
  readonly finish: (found: F, sources: Sources) => Promise<z.output<A>>;
}): ReadEndpoint {
  return {
    ...endpoint,
    paged: false,
    restricted: endpoint.restricted ?? false,
    run: (input) => endpoint.run(input as QueryInput<z.output<Q>>),
    finish: (found, sources) => endpoint.finish(found as F, sources),
  };
}

/** Declares a list with signed cursors. `answer` is the schema of one row. */
export function pagedEndpoint<Q extends z.ZodObject, A extends z.ZodType>(endpoint: {
  readonly path: string;
  readonly summary: Bilingual;
  readonly query: Q;
  readonly answer: A;
  readonly restricted?: boolean;
  readonly run: (input: QueryInput<z.output<Q>>) => Page<z.output<A>>;
}): ReadEndpoint {
  return {
    ...endpoint,
    paged: true,
    restricted: endpoint.restricted ?? false,
    run: (input) => endpoint.run(input as QueryInput<z.output<Q>>),
  };
}

/** Parameters of every read: the position that must be in the answer, and the page. */
export const commonQuery = {
  after: z
    .string()
    .describe('等待视图处理到此台账位置 / wait until the views have reached this ledger position')
    .optional(),
  cursor: z.string().max(2000).describe('翻页游标 / page cursor of the previous answer').optional(),
} as const;

export const haltedView = z.object({ view: z.string(), position: z.string(), reason: z.string() });

/** Every answer says at which ledger position it stands and which views it could not trust to be complete. */
export const envelopeOf = (endpoint: ReadEndpoint) =>
  z.object({
    position: z.string().nullable(),
    tree: treeSchema.nullable(),
    halted: z.array(haltedView),
    data: endpoint.paged ? z.array(endpoint.answer) : endpoint.answer,
    ...(endpoint.paged ? { next: z.string().nullable() } : {}),
  });

const sourcesOf = ({ views, log }: RouteContext['ledger']): Sources => ({
  read: (query) => views.read(query),
  source: eventSource(log),
});

interface Body {
  readonly position: Position | null;
  readonly tree: NonNullable<ReturnType<typeof treeCovering>> | null;
  readonly halted: readonly { view: string; position: string; reason: string }[];
  readonly data: unknown;
  readonly next?: string | null;
}

async function answer(
  endpoint: ReadEndpoint,
  { ledger, access, cursors }: RouteContext,
  request: Request,
  response: Response,
): Promise<void> {
  const schema = endpoint.query.extend(endpoint.paged ? commonQuery : { after: commonQuery.after });
  const { after, cursor, ...query }: Record<string, unknown> = parseQuery(schema, request.query);
  if (typeof after === 'string')
    await ledger.views.waitFor(parsePosition(after), ledger.config.readWaitMilliseconds);
  // A cursor belongs to its question: path and filters.
  const question = `${request.path}?${JSON.stringify(query)}`;
  const first = ledger.views.read((snapshot): Body => {
    const result = endpoint.run({
      snapshot,
      query,
      parameters: request.params as Record<string, string>,
      after: typeof cursor === 'string' ? cursors.open(question, cursor) : undefined,
      trusted: access.isTrusted(request),
      indexScheme: ledger.indexScheme,
    });
    const place = {
      position: snapshot.position ?? null,
      tree: treeCovering(ledger.signing, snapshot.position) ?? null,
      halted: snapshot.halted.map(({ name, halt }) => ({
        view: name,
        position: halt?.position ?? '',
        reason: halt?.reason ?? '',
      })),
    };
    if (!endpoint.paged) return { ...place, data: result };
    const page = result as Page<unknown>;
    const next =
      page.next === undefined || page.next === null ? null : cursors.sign(question, page.next);
    return { ...place, data: page.rows, next };
  });
  const body: Body = endpoint.finish
    ? { ...first, data: await endpoint.finish(first.data, sourcesOf(ledger)) }
    : first;
  if (body.position !== null) response.setHeader('Ledger-Position', body.position);
  if (body.tree !== null) setTreeHead(response, body.tree);
  if (typeof body.next === 'string') {
    const url = new URL(request.originalUrl, 'http://localhost');
    url.searchParams.set('cursor', body.next);
    response.setHeader('Link', `<${url.pathname}${url.search}>; rel="next"`);
  }
  response.json(body);
}

/** The router of a list of endpoints. */
export function routerOf(endpoints: readonly ReadEndpoint[], context: RouteContext): Router {
  const router = Router();
  for (const endpoint of endpoints) {
    const path = endpoint.path.replace(/\{(\w+)\}/g, ':$1');
    const guards = endpoint.restricted ? [context.access.requireToken] : [];
    router.get(path, ...guards, (request, response) =>
      answer(endpoint, context, request, response),
    );
  }
  return router;
}
