// Writing over HTTP: one command, or a batch of independent commands. Idempotency-Key is the command id.
import { Router, type Request } from 'express';
import type { CommandHandler, CommandOutcome } from '../commands/commandHandler.js';
import { invalid, isLedgerError, LedgerError } from '../kernel/errors.js';
import type { ExpectedRevision } from '../log/eventLog.js';
import type { Access } from './access.js';
import { ACCOUNT, batchBody, commandBody, parseBody } from './commandBody.js';
import { requestId, statusOf, toProblem } from './problem.js';

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
