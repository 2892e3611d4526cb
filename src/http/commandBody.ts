// What is sent to be recorded: its schema, parsed once at the edge. The command line sends the same.
import { z } from 'zod';
import { attributesSchema } from '../events/envelopeSchema.js';
import { explainIssue } from '../events/issues.js';
import { invalid } from '../kernel/errors.js';

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
