// The OpenAPI 3.1 document and its readable page, made from the same schemas that parse the requests.
import { OpenAPIRegistry, OpenApiGeneratorV31 } from '@asteasolutions/zod-to-openapi';
import { Router } from 'express';
import { z } from 'zod';
import type { CommandDefinitions } from '../commands/command.js';
import { batchBody, commandBody } from './commandBody.js';
import { documentQuery } from './documentRoutes.js';
import { envelopeOf, parametersOf } from './answering.js';
import type { ReadEndpoint } from './endpoint.js';
import { FORMS } from '../reports/renderer.js';
import { bilingual } from './endpoints/fields.js';
import { eventQuery } from './eventRoutes.js';
import { escapeHtml } from './html.js';
import { API } from './query.js';
import { registerTransparency } from './transparencyOpenApi.js';
import { treeSchema } from './transparencyRoutes.js';

const finding = z.object({
  rule: z.string(),
  mode: z.enum(['warn', 'block']),
  severity: z.enum(['S', 'M', 'L']),
  title: bilingual,
  found: bilingual,
  expected: bilingual,
  basis: z.array(z.object({ document: z.string(), clause: z.string() })),
  packs: z.array(z.string()),
});

// A schema with an id is described once, under components, however many operations answer it.
const problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    detailEn: z.string(),
    code: z.string(),
    instance: z.string(),
    where: z.string().optional(),
    findings: z.array(finding).optional(),
    attempt: z.string().optional(),
  })
  .meta({ id: 'Problem' });

const outcome = z
  .object({
    status: z.enum(['recorded', 'replayed', 'unchanged']),
    stream: z.string(),
    revision: z.int(),
    position: z.string().nullable(),
    eventIds: z.array(z.string()),
    warnings: z.array(finding),
  })
  .meta({ id: 'Outcome' });

const BASE = API;
const json = (schema: z.ZodType) => ({ 'application/json': { schema } });
const failure = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: problem } },
});
const recorded = json(outcome);
const failures = {
  400: failure('请求有误 / the request is not valid'),
  503: failure('视图尚未就绪，请重试 / not ready yet; retry'),
};

/** The other forms of an answer that is a report. */
const reports = Object.fromEntries(
  Object.values(FORMS)
    .filter(({ extension }) => extension !== 'json')
    .map(({ mediaType }) => [mediaType.split(';')[0] ?? mediaType, { schema: z.string() }]),
);

function registerCommands(registry: OpenAPIRegistry, definitions: CommandDefinitions): void {
  for (const [name, { schema }] of Object.entries(definitions))
    registry.registerPath({
      method: 'post',
      path: `${BASE}/commands/${name}`,
      tags: [name.split('.')[0] ?? name],
      summary: name,
      security: [{ token: [] }],
      request: {
        headers: z.object({
          'Idempotency-Key': z.string().min(1).max(200),
          'If-Match': z.string().optional(),
          'If-None-Match': z.literal('*').optional(),
        }),
        body: { content: json(commandBody.extend({ data: schema })), required: true },
      },
      responses: {
        201: { description: '已记录 / recorded', content: recorded },
        200: { description: '此前已记录 / recorded before', content: recorded },
        ...failures,
        401: failure('缺少令牌 / token missing'),
        409: failure(
          '与已记录的事实冲突，或者被规则阻止 / contradicts what is recorded, or rules hold it back',
        ),
        412: failure('版本已变 / the revision has moved on'),
        422: failure('命令编号已用于其他内容 / the key was used for another command'),
      },
    });
  registry.registerPath({
    method: 'post',
    path: `${BASE}/commands`,
    tags: ['commands'],
    summary: '批量提交，各自独立 / a batch of independent commands',
    security: [{ token: [] }],
    request: { body: { content: json(batchBody), required: true } },
    responses: {
      200: {
        description: '逐条结果 / one result a command',
        content: json(z.object({ results: z.array(z.object({ commandid: z.string() })) })),
      },
      ...failures,
    },
  });
}

function registerReads(registry: OpenAPIRegistry, endpoints: readonly ReadEndpoint[]): void {
  for (const endpoint of endpoints) {
    const names = [...endpoint.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '');
    registry.registerPath({
      method: 'get',
      path: `${BASE}${endpoint.path}`,
      tags: [endpoint.path.split('/')[1] ?? 'views'],
      summary: `${endpoint.summary.zh} / ${endpoint.summary.en}`,
      ...(endpoint.restricted ? { security: [{ token: [] }] } : {}),
      request: {
        params: z.object(Object.fromEntries(names.map((name) => [name, z.string()]))),
        query: parametersOf(endpoint),
      },
      responses: {
        200: {
          description: '结果及其台账位置 / the answer and its position',
          content: {
            ...json(envelopeOf(endpoint)),
            ...(endpoint.report ? reports : {}),
            ...Object.fromEntries(
              Object.values(endpoint.forms).map(({ mediaType }) => [
                mediaType,
                { schema: z.string() },
              ]),
            ),
          },
        },
        ...(endpoint.report ? { 304: { description: '与 If-None-Match 相同 / unchanged' } } : {}),
        ...failures,
        404: failure('没有此对象 / no such thing'),
      },
    });
  }
  registry.registerPath({
    method: 'post',
    path: `${BASE}/documents`,
    tags: ['documents'],
    summary: '存入证据文件，以摘要命名 / store a document as evidence, under its digest',
    security: [{ token: [] }],
    request: {
      query: documentQuery,
      body: { content: { 'application/octet-stream': { schema: z.string() } }, required: true },
    },
    responses: {
      201: {
        description: '首次存入 / seen for the first time',
        content: json(
          z.object({
            sha256: z.string(),
            bytes: z.int(),
            status: z.string(),
            position: z.string().nullable(),
          }),
        ),
      },
      ...failures,
    },
  });
  registry.registerPath({
    method: 'get',
    path: `${BASE}/documents/{sha256}`,
    tags: ['documents'],
    summary: '取出文件 / a document by its digest',
    security: [{ token: [] }],
    request: { params: z.object({ sha256: z.string() }) },
    responses: {
      200: {
        description: '原文 / the bytes',
        content: { 'application/octet-stream': { schema: z.string() } },
      },
      404: failure('没有此文件 / no such document'),
    },
  });
  registry.registerPath({
    method: 'get',
    path: `${BASE}/events`,
    tags: ['events'],
    summary: '台账事件，按位置 / events in ledger order',
    request: { query: eventQuery },
    responses: {
      200: {
        description: '一页事件 / a page of events',
        content: json(
          z.object({
            head: z.string().nullable(),
            tree: treeSchema.nullable(),
            events: z.array(
              z.object({ position: z.string(), revision: z.int(), event: z.object({}) }),
            ),
            next: z.string().nullable(),
          }),
        ),
      },
      ...failures,
    },
  });
  registry.registerPath({
    method: 'get',
    path: `${BASE}/events/{id}`,
    tags: ['events'],
    summary: '一个事件的原始字节 / the exact stored bytes of one event',
    request: { params: z.object({ id: z.string() }) },
    responses: {
      200: {
        description: 'CloudEvents 1.0',
        content: { 'application/cloudevents+json': { schema: z.object({}) } },
      },
      404: failure('没有此事件 / no such event'),
    },
  });
}

export type OpenApiDocument = ReturnType<OpenApiGeneratorV31['generateDocument']>;

export function openApiDocument(
  version: string,
  definitions: CommandDefinitions,
  endpoints: readonly ReadEndpoint[],
): OpenApiDocument {
  const registry = new OpenAPIRegistry();
  registry.registerComponent('securitySchemes', 'token', { type: 'http', scheme: 'bearer' });
  registerReads(registry, endpoints);
  registerTransparency(registry, BASE, failure);
  registerCommands(registry, definitions);
  return new OpenApiGeneratorV31(registry.definitions).generateDocument({
    openapi: '3.1.0',
    info: { title: '阳光权力台账 / Sunshine Ledger', version },
  });
}

interface Operation {
  readonly summary?: string;
  readonly tags?: readonly string[];
  readonly security?: unknown;
  readonly parameters?: readonly {
    readonly name?: string;
    readonly in?: string;
    readonly required?: boolean;
    readonly description?: string;
  }[];
  readonly requestBody?: {
    readonly content?: Readonly<Record<string, { readonly schema?: unknown }>>;
  };
}

function operationHtml(method: string, path: string, operation: Operation): string {
  const rows = (operation.parameters ?? [])
    .map(
      ({ name = '', in: place = '', required, description = '' }) =>
        `<tr><td><code>${escapeHtml(name)}</code></td><td>${escapeHtml(place)}${required ? ' *' : ''}</td><td>${escapeHtml(description)}</td></tr>`,
    )
    .join('');
  const body = operation.requestBody?.content?.['application/json']?.schema;
  return [
    `<details><summary><code>${method.toUpperCase()} ${escapeHtml(path)}</code> ${escapeHtml(operation.summary ?? '')}${operation.security === undefined ? '' : ' 🔒'}</summary>`,
    rows && `<table>${rows}</table>`,
    body === undefined ? '' : `<pre>${escapeHtml(JSON.stringify(body, null, 2))}</pre>`,
    '</details>',
  ].join('');
}

/** A page that needs no script: every operation with its parameters and body schema. */
export function openApiPage(document: OpenApiDocument): string {
  const operations = Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    Object.entries(item as Record<string, Operation>).map(([method, operation]) => ({
      tag: operation.tags?.[0] ?? '',
      html: operationHtml(method, path, operation),
    })),
  );
  const tags = [...new Set(operations.map(({ tag }) => tag))];
  const sections = tags.map(
    (tag) =>
      `<h2>${escapeHtml(tag)}</h2>${operations.flatMap((operation) => (operation.tag === tag ? operation.html : [])).join('')}`,
  );
  return `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>API · 阳光权力台账</title><style>body{font:16px/1.6 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}code,pre{font-size:.9em}pre{overflow:auto;background:#f4f4f4;color:#111;padding:.5rem}td{padding:.2rem .8rem .2rem 0;vertical-align:top}summary{cursor:pointer}</style><h1>阳光权力台账 API / Sunshine Ledger API</h1><p><a href="openapi.json">OpenAPI 3.1</a> · 🔒 = 需令牌 / needs the token</p>${sections.join('')}</html>`;
}

/** @param describe makes the document, which takes a second: when it is first asked for, and never again */
export function openApiRoutes(describe: () => OpenApiDocument): Router {
  const router = Router();
  let made: { readonly document: string; readonly page: string } | undefined;
  const texts = () => {
    if (made) return made;
    const document = describe();
    return (made = { document: JSON.stringify(document), page: openApiPage(document) });
  };
  router.get('/openapi.json', (_request, response) => {
    response.type('json').send(texts().document);
  });
  router.get('/docs', (_request, response) => {
    response
      .setHeader('Content-Security-Policy', "default-src 'none'; style-src 'unsafe-inline'")
      .type('html')
      .send(texts().page);
  });
  return router;
}
