// A reading endpoint as data: path, contract and query. The router and the OpenAPI document are both made from it.
import { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import type { ViewSnapshot } from '../../projections/reader.js';
import type { IndexScheme } from '../analytics/indexScheme.js';
import type { Terms } from '../powers/catalogueChecks.js';
import type { Bilingual } from '../kernel/errors.js';
import { parsePosition } from '../kernel/position.js';
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
  /** Names of roles and values of parameters, of the shipped catalogue. */
  readonly terms: Terms;
}

/** Another form of an answer: asked for by `Accept`, or by the extension at the end of the path. */
export interface AnswerForm {
  readonly mediaType: string;
  write(answer: unknown, terms: Terms): Promise<string>;
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
  /** Forms other than JSON, by extension. */
  readonly forms: Readonly<Record<string, AnswerForm>>;
  run(input: QueryInput<unknown>): unknown;
}

/** Declares an endpoint; exists so that the query's type reaches `run`. */
export function readEndpoint<Q extends z.ZodObject, A extends z.ZodType>(endpoint: {
  readonly path: string;
  readonly summary: Bilingual;
  readonly query: Q;
  readonly answer: A;
  readonly restricted?: boolean;
  readonly forms?: ReadEndpoint['forms'];
  readonly run: (input: QueryInput<z.output<Q>>) => z.output<A>;
}): ReadEndpoint {
  return {
    ...endpoint,
    paged: false,
    restricted: endpoint.restricted ?? false,
    forms: endpoint.forms ?? {},
    run: (input) => endpoint.run(input as QueryInput<z.output<Q>>),
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
    forms: {},
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

/** The form that the path or `Accept` asks for; undefined for JSON. */
function formAsked(
  { forms }: ReadEndpoint,
  request: Request,
  extension: string | undefined,
): AnswerForm | undefined {
  if (extension !== undefined) return forms[extension];
  const types = ['application/json', ...Object.values(forms).map(({ mediaType }) => mediaType)];
  const wanted = types.length === 1 ? undefined : request.accepts(types);
  return Object.values(forms).find(({ mediaType }) => mediaType === wanted);
}

async function answer(
  endpoint: ReadEndpoint,
  { ledger, access, cursors }: RouteContext,
  request: Request,
  response: Response,
  extension?: string,
): Promise<void> {
  const schema = endpoint.query.extend(endpoint.paged ? commonQuery : { after: commonQuery.after });
  const { after, cursor, ...query }: Record<string, unknown> = parseQuery(schema, request.query);
  if (typeof after === 'string')
    await ledger.views.waitFor(parsePosition(after), ledger.config.readWaitMilliseconds);
  // A cursor belongs to its question: path and filters.
  const question = `${request.path}?${JSON.stringify(query)}`;
  const body = ledger.views.read((snapshot) => {
    const result = endpoint.run({
      snapshot,
      query,
      parameters: request.params as Record<string, string>,
      after: typeof cursor === 'string' ? cursors.open(question, cursor) : undefined,
      trusted: access.isTrusted(request),
      indexScheme: ledger.indexScheme,
      terms: ledger.terms,
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
  if (body.position !== null) response.setHeader('Ledger-Position', body.position);
  if (body.tree !== null) setTreeHead(response, body.tree);
  if ('next' in body && body.next !== null) {
    const url = new URL(request.originalUrl, 'http://localhost');
    url.searchParams.set('cursor', body.next);
    response.setHeader('Link', `<${url.pathname}${url.search}>; rel="next"`);
  }
  const form = formAsked(endpoint, request, extension);
  if (Object.keys(endpoint.forms).length > 0) response.vary('Accept');
  if (form) response.type(form.mediaType).send(await form.write(body.data, ledger.terms));
  else response.json(body);
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
    for (const extension of Object.keys(endpoint.forms))
      router.get(`${path}.${extension}`, ...guards, (request, response) =>
        answer(endpoint, context, request, response, extension),
      );
  }
  return router;
}
