// Writing over HTTP: one command, or a batch of independent commands. Idempotency-Key is the command id.
import { Router, type Request } from 'express';
import { z } from 'zod';
import type { CommandHandler, CommandOutcome } from '../commands/commandHandler.js';
import { attributesSchema } from '../events/envelopeSchema.js';
import { explainIssue } from '../events/issues.js';
import { invalid, isLedgerError, LedgerError } from '../kernel/errors.js';
import type { ExpectedRevision } from '../log/eventLog.js';
import type { Access } from './access.js';
import { requestId, statusOf, toProblem } from './problem.js';

/** What the sender states; the account and the rule pack come from the server. */
export const commandBody = attributesSchema
  .omit({ actoraccount: true, rulepack: true, commandid: true, correlationid: true })
  .extend({
    correlationid: z.string().min(1).max(200).optional(),
    classification: attributesSchema.shape.classification.default('internal'),
    data: z.unknown(),
    intent: z
      .enum(['record', 'instruct'])
      .describe(
        'record：如实记录已发生的事；instruct：将要办理，规则可提醒或者阻止 / record what has happened; instruct what is still to be done, which rules may warn of or hold back',
      )
      .default('record'),
  });

export const MAX_BATCH = 1000;

export const batchBody = z.strictObject({
  commands: z
    .array(commandBody.extend({ name: z.string().max(100), commandid: z.string().min(1).max(200) }))
    .min(1)
    .max(MAX_BATCH),
});

/** The account under which the token writes, until accounts exist. */
export const ACCOUNT = 'token-holder';

/** @throws LedgerError `http.media_type`, `http.body` */
export function parseBody<S extends z.ZodType>(schema: S, body: unknown): z.output<S> {
  if (body === undefined)
    throw invalid(
      'http.media_type',
      '写入的请求须带 JSON 内容，且 Content-Type 为 application/json',
      'Writing takes a JSON body with the Content-Type application/json',
      'Content-Type',
    );
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const { pointer, zh, en } = explainIssue(schema, body, parsed.error);
  throw invalid(
    'http.body',
    `请求内容 ${pointer || '/'} 有误：${zh}`,
    `The request body is not valid at ${pointer || '/'}: ${en}`,
    pointer || '/',
  );
}

function idempotencyKey(request: Request): string {
  const key = request.get('Idempotency-Key');
  if (key !== undefined && key.length > 0 && key.length <= 200) return key;
  throw invalid(
    'http.key_required',
    '写入须带 Idempotency-Key 头（1 至 200 字符）：重试时用同一个值，就不会重复记录',
    'Writing needs an Idempotency-Key header (1 to 200 characters); repeat the same value when you retry',
    'Idempotency-Key',
  );
}

/** RFC 9110 preconditions: `If-Match: "3"` is the expected revision, `If-None-Match: *` a stream that must be new. */
function expectedRevision(request: Request): ExpectedRevision | undefined {
  if (request.get('If-None-Match') === '*') return 'none';
  const match = request.get('If-Match');
  if (match === undefined || match === '*') return undefined;
  const revision = /^"(\d{1,10})"$/.exec(match)?.[1];
  if (revision === undefined)
    throw invalid(
      'http.if_match',
      'If-Match 应为带引号的版本号，例如 "3"',
      'If-Match is a quoted revision, e.g. "3"',
      'If-Match',
    );
  return Number(revision);
}

/** A stale If-Match is a failed precondition, not just a conflict. */
const asPrecondition = (error: unknown, pinned: boolean): unknown =>
  pinned && isLedgerError(error) && error.code === 'log.conflict'
    ? new LedgerError('conflict', 'http.precondition', error.text, error.where, error.details)
    : error;

const toAnswer = ({
  status,
  stream,
  revision,
  position,
  eventIds,
  warnings = [],
}: CommandOutcome) => ({
  status,
  stream,
  revision,
  position: position ?? null,
  eventIds,
  warnings,
});

const intentOf = (intent: 'record' | 'instruct') => (intent === 'instruct' ? { intent } : {});

export function commandRoutes(
  handler: CommandHandler,
  access: Access,
  rulepack: () => string,
): Router {
  const router = Router();

  router.post('/commands/:name', access.requireToken, async (request, response) => {
    const { data, correlationid, intent, ...attributes } = parseBody(commandBody, request.body);
    const commandid = idempotencyKey(request);
    const expected = expectedRevision(request);
    const name = String(request.params['name']);
    try {
      const outcome = await handler.handle({
        name,
        data,
        attributes: {
          ...attributes,
          actoraccount: ACCOUNT,
          rulepack: rulepack(),
          commandid,
          correlationid: correlationid ?? commandid,
        },
        ...(expected === undefined ? {} : { expected }),
        ...intentOf(intent),
      });
      response
        .status(outcome.status === 'recorded' ? 201 : 200)
        .setHeader('ETag', `"${outcome.revision}"`);
      const [first] = outcome.eventIds;
      if (first !== undefined) response.location(`/api/v1/events/${first}`);
      response.json(toAnswer(outcome));
    } catch (error) {
      throw asPrecondition(error, expected !== undefined);
    }
  });

  router.post('/commands', access.requireToken, async (request, response) => {
    const { commands } = parseBody(batchBody, request.body);
    const results = await Promise.allSettled(
      commands.map(({ name, data, commandid, correlationid, intent, ...attributes }) =>
        handler.handle({
          name,
          data,
          attributes: {
            ...attributes,
            actoraccount: ACCOUNT,
            rulepack: rulepack(),
            commandid,
            correlationid: correlationid ?? commandid,
          },
          ...intentOf(intent),
        }),
      ),
    );
    response.json({
      results: results.map((result, index) => {
        const commandid = commands[index]?.commandid;
        if (result.status === 'fulfilled') return { commandid, ...toAnswer(result.value) };
        const error: unknown = result.reason;
        if (!isLedgerError(error)) throw error as Error;
        return {
          commandid,
          status: 'failed',
          problem: { ...toProblem(error, requestId(request)), status: statusOf(error) },
        };
      }),
    });
  });

  return router;
}
