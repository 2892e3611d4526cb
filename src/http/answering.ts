// Answers what an endpoint declares: its parameters, its envelope, the form asked for, and the router of them all.
import { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import type { ViewSnapshot } from '../../projections/reader.js';
import { parsePosition } from '../kernel/position.js';
import { programVersion } from '../projectRoot.js';
import type { Extent } from '../reports/document.js';
import { drawUp, seenIn } from '../reports/drawUp.js';
import type { Language } from '../reports/language.js';
import type { Format } from '../reports/renderer.js';
import { haltedViews } from '../reports/standing.js';
import { eventSource } from '../reviewActs.js';
import type { RouteContext } from './context.js';
import type { AnswerForm, Page, ReadEndpoint, Sources } from './endpoint.js';
import { API, canonicalQuery, parseQuery } from './query.js';
import { audienceQuery, formatAsked, reportQuery, sendReport } from './reportAnswer.js';
import { setTreeHead, treeCovering, treeSchema } from './transparencyRoutes.js';

/** Parameters of every read: the position that must be in the answer, the position as of which it is given, the page. */
const commonQuery = {
  after: z
    .string()
    .describe('等待视图处理到此台账位置 / wait until the views have reached this ledger position')
    .optional(),
  asOf: z
    .string()
    .describe('按当时的台账位置回答 / answer as the ledger knew it at this position')
    .optional(),
} as const;
const pageQuery = {
  cursor: z.string().max(2000).describe('翻页游标 / page cursor of the previous answer').optional(),
} as const;

/** Every parameter that an endpoint takes. */
export const parametersOf = (endpoint: ReadEndpoint): z.ZodObject =>
  endpoint.query.extend({
    ...commonQuery,
    ...(endpoint.paged ? pageQuery : {}),
    ...(endpoint.report === undefined ? {} : reportQuery),
    ...(endpoint.masked ? audienceQuery : {}),
  });

interface Common {
  readonly after?: string;
  readonly asOf?: string;
  readonly cursor?: string;
  readonly format?: Format;
  readonly language?: Language;
  readonly audience?: 'internal' | 'public';
}

export const haltedView = z.object({ view: z.string(), position: z.string(), reason: z.string() });

/** Every answer says at which ledger position it stands and which views it could not trust to be complete. */
export const envelopeOf = (endpoint: ReadEndpoint) =>
  z.object({
    ledger: z.string().describe('台账的名称 / origin of the ledger'),
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

/** What one request asks of one endpoint. */
interface Question {
  readonly endpoint: ReadEndpoint;
  readonly request: Request;
  readonly common: Common;
  readonly query: Readonly<Record<string, unknown>>;
  /** Of which its cursors are. */
  readonly text: string;
  readonly trusted: boolean;
}

function parse(endpoint: ReadEndpoint, request: Request, trusted: boolean): Question {
  const parsed = parseQuery(parametersOf(endpoint), request.query);
  const { after, asOf, cursor, format, language, audience, ...query } = parsed;
  const common = { after, asOf, cursor, format, language, audience } as Common;
  // A cursor belongs to its question: path, filters and position.
  const of = asOf === undefined ? query : { ...query, asOf };
  const text = `${request.path}?${JSON.stringify(of)}`;
  return { endpoint, request, common, query, text, trusted };
}

/** Runs the query on a snapshot: the answer as the API gives it, and the report still to be drawn up. */
function runOn(
  snapshot: ViewSnapshot,
  { endpoint, request, common, query, text, trusted }: Question,
  { ledger, cursors }: RouteContext,
) {
  const { cursor } = common;
  const result = endpoint.run({
    snapshot,
    query,
    parameters: request.params as Record<string, string>,
    after: cursor === undefined ? undefined : cursors.open(text, cursor),
    trusted,
    indexScheme: ledger.indexScheme,
    leadScheme: ledger.leadScheme,
    terms: ledger.terms,
  });
  const page = endpoint.paged ? (result as Page<unknown>) : undefined;
  const data = page ? page.rows : result;
  const isLast = page?.next === undefined || page.next === null;
  const extent: Extent = {
    shown: page?.rows.length ?? 1,
    total: page?.total ?? null,
    more: !isLast || cursor !== undefined,
  };
  const plan = endpoint.report?.({ data, query, extent });
  const body = {
    ledger: ledger.log.origin,
    position: snapshot.position ?? null,
    tree: treeCovering(ledger.signing, snapshot.position) ?? null,
    halted: haltedViews(snapshot),
    data,
    ...(page ? { next: isLast ? null : cursors.sign(text, page.next) } : {}),
  };
  return { body, plan, seen: plan && seenIn(snapshot, plan, trusted) };
}

/** The views as of a position: those that are kept up, where they stand there, else others. */
async function readerOf({ ledger }: RouteContext, asOf: string | undefined, trusted: boolean) {
  if (asOf === undefined) return ledger.views;
  const position = parsePosition(asOf);
  const now = ledger.views.read((snapshot) => snapshot.position);
  return now === position ? ledger.views : ledger.asOf.at(position, trusted);
}

async function answer(
  endpoint: ReadEndpoint,
  context: RouteContext,
  request: Request,
  response: Response,
  extension?: string,
): Promise<void> {
  const { ledger, access } = context;
  const trusted = access.isTrusted(request);
  const question = parse(endpoint, request, trusted);
  const { after, asOf, cursor, language, audience } = question.common;
  if (after !== undefined)
    await ledger.views.waitFor(parsePosition(after), ledger.config.readWaitMilliseconds);
  const reader = await readerOf(context, asOf, trusted);
  const { body: found, plan, seen } = reader.read((snapshot) => runOn(snapshot, question, context));
  const sources: Sources = { read: (query) => reader.read(query), source: eventSource(ledger.log) };
  const body = endpoint.finish
    ? { ...found, data: await endpoint.finish(found.data, sources) }
    : found;
  if (body.position !== null) response.setHeader('Ledger-Position', body.position);
  if (body.tree !== null) setTreeHead(response, body.tree);
  if (body.next !== undefined && body.next !== null) {
    const url = new URL(request.originalUrl, 'http://localhost');
    url.searchParams.set('cursor', body.next);
    response.setHeader('Link', `<${url.pathname}${url.search}>; rel="next"`);
  }
  const form = formAsked(endpoint, request, extension);
  if (Object.keys(endpoint.forms).length > 0) response.vary('Accept');
  if (form) {
    response.type(form.mediaType).send(await form.write(body.data, ledger.terms()));
    return;
  }
  const format = plan && formatAsked(request, question.common.format);
  if (plan) response.setHeader('Vary', 'Accept, Authorization');
  if (!plan || !seen || format === undefined) {
    response.json(body);
    return;
  }
  // A page in the middle has no address of its own that outlives the server.
  const at = canonicalQuery(endpoint.query, question.query, body.position ?? undefined);
  const address = cursor === undefined ? { path: `${API}${request.path}`, query: at } : null;
  const document = await drawUp(
    plan,
    seen,
    { ...ledger, program: `sunledger ${programVersion}` },
    {
      question: address,
      audience: trusted ? 'internal' : 'public',
      masked: audience === 'public',
    },
  );
  const { rendering } = ledger;
  await sendReport(request, response, document, { format, language }, (...task) =>
    rendering.render(...task),
  );
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
