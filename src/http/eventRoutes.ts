// Reading the log itself: exact stored bytes, one by one or in pages. Without the token only public events are shown.
import { createHash } from 'node:crypto';
import { Router } from 'express';
import { z } from 'zod';
import type { StoredEvent } from '../events/envelope.js';
import { missing } from '../kernel/errors.js';
import { parsePosition } from '../kernel/position.js';
import type { EventLog, StoredRecord } from '../log/eventLog.js';
import type { Access } from './access.js';
import { parseQuery } from './query.js';

export const eventQuery = z.strictObject({
  /** Events after this position; from the beginning when left out. */
  after: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
});

const parse = (record: StoredRecord): StoredEvent =>
  JSON.parse(Buffer.from(record.bytes).toString('utf8')) as StoredEvent;

export function eventRoutes(log: EventLog, access: Access): Router {
  const router = Router();

  router.get('/events', async (request, response) => {
    const { after, limit } = parseQuery(eventQuery, request.query);
    const records = await log.readAll(
      after === undefined ? undefined : parsePosition(after),
      limit,
    );
    const trusted = access.isTrusted(request);
    response.json({
      head: (await log.head()) ?? null,
      events: records
        .map((record) => ({
          position: record.position,
          revision: record.revision,
          event: parse(record),
        }))
        .filter(({ event }) => trusted || event.classification === 'public'),
      // A page of events that the reader may not see is empty, yet it moves on.
      next: records.length === limit ? (records.at(-1)?.position ?? null) : null,
    });
  });

  router.get('/events/:id', async (request, response) => {
    const record = await log.findEvent(request.params.id);
    if (!record || !(access.isTrusted(request) || parse(record).classification === 'public'))
      throw missing('event.missing', '没有此事件', 'There is no such event', 'id');
    const bytes = Buffer.from(record.bytes);
    response
      .type('application/cloudevents+json')
      .setHeader('ETag', `"${createHash('sha256').update(bytes).digest('hex')}"`)
      .setHeader('Ledger-Position', record.position)
      .setHeader(
        'Cache-Control',
        access.isTrusted(request) ? 'private, immutable' : 'public, immutable',
      )
      .send(bytes);
  });

  return router;
}
