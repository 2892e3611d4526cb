// The envelope, checked: CloudEvents 1.0 attribute rules plus ours.
import { z } from 'zod';
import { CLASSIFICATIONS } from './envelope.js';
import { division, id, instant, powerCode } from './fields.js';

const attribute = z.string().min(1).max(200);

/** The attributes of {@link import('./envelope.js').EventAttributes}. */
export const attributesSchema = z.strictObject({
  time: instant,
  actoraccount: id,
  actorperson: id.optional(),
  actorpost: id.optional(),
  actoronbehalfof: id.optional(),
  orgunit: division,
  powercode: powerCode.optional(),
  matter: id.optional(),
  commandid: attribute,
  correlationid: attribute,
  causationid: attribute.optional(),
  rulepack: attribute,
  classification: z.enum(CLASSIFICATIONS),
});

/** A stream is `category-id`; the category has no dash, so the first dash ends it. */
export const STREAM = /^([a-z]+)-([\p{L}\p{N}._:~-]{1,160})$/u;

/** URI of a ledger: the characters of RFC 3986, nothing to be escaped (CloudEvents: a non-empty URI-reference). */
export const originSchema = z
  .string()
  .max(300)
  .regex(/^(?:[A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})+$/, '不是 URI / not a URI');

/** Passed through untouched: zod's record would drop a member named `__proto__`. */
const plainData = z.custom<Readonly<Record<string, unknown>>>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  '内容须为对象 / data must be an object',
);

const type = z
  .string()
  .max(200)
  .regex(/^[a-z][a-z0-9]*(\.[A-Za-z][A-Za-z0-9]*)+\.v[1-9]\d*$/, '类型名有误 / not an event type');

/** An event before it is recorded. */
export const newEventSchema = attributesSchema.extend({ type, data: plainData });

export const streamSchema = z
  .string()
  .regex(STREAM, '流名须为 类别-编号 / a stream is category-id');

/** An event as it is stored. */
export const storedEventSchema = newEventSchema.extend({
  specversion: z.literal('1.0'),
  id: z.uuidv7(),
  source: originSchema,
  subject: streamSchema,
  recordedtime: instant,
  datacontenttype: z.literal('application/json'),
});
