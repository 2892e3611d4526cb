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

export const storedEventSchema = attributesSchema.extend({
  specversion: z.literal('1.0'),
  id: z.uuidv7(),
  source: z.string().min(1).max(300),
  type: z.string().max(200),
  subject: z.string().regex(STREAM),
  recordedtime: instant,
  datacontenttype: z.literal('application/json'),
  data: z.record(z.string(), z.unknown()),
});
