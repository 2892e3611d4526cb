// Reading the log itself: exact stored bytes, one by one or in pages. They are public; what they hold digests of
// (the content of events that are not public) needs the token.
import { Router, type Request } from 'express';
import { z } from 'zod';
import type { StoredEvent } from '../events/envelope.js';
import { missing } from '../kernel/errors.js';
import { parsePosition } from '../kernel/position.js';
import type { EventLog, StoredRecord } from '../log/eventLog.js';
import type { Signing } from '../signing/signing.js';
import type { Access } from './access.js';
import { parseQuery } from './query.js';
import { setTreeHead, treeCovering } from './transparencyRoutes.js';

export const eventQuery = z.strictObject({
  after: z
    .string()
    .describe('此位置之后的事件 / events after this position; from the beginning when left out')
    .optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
});

const parse = ({ bytes }: StoredRecord): StoredEvent =>
  JSON.parse(Buffer.from(bytes).toString('utf8')) as StoredEvent;

export function eventRoutes(log: EventLog, access: Access, signing: Signing): Router {
  const router = Router();

  async function find(request: Request<{ id: string }>): Promise<StoredRecord> {
    const record = await log.findEvent(request.params.id);
    if (!record) throw missing('event.missing', '没有此事件', 'There is no such event', 'id');
    return record;
  }

  router.get('/events', async (request, response) => {
    const { after, limit } = parseQuery(eventQuery, request.query);
    const records = await log.readAll(
      after === undefined ? undefined : parsePosition(after),
      limit,
    );
    const trusted = access.isTrusted(request);
    const head = await log.head();
    const tree = treeCovering(signing, head);
    if (head !== undefined) response.setHeader('Ledger-Position', head);
    if (tree !== undefined) setTreeHead(response, tree);
    response.json({
      head: head ?? null,
      tree: tree ?? null,
      events: records.map((record) => ({
        position: record.position,
        revision: record.revision,
        event: parse(record),
        ...(trusted ? { disclosures: record.disclosures } : {}),
      })),
      next: records.length === limit ? (records.at(-1)?.position ?? null) : null,
    });
  });

  router.get('/events/:id', async (request, response) => {
    const record = await find(request);
    response
      .type('application/cloudevents+json')
      .setHeader('ETag', `"${request.params.id}"`)
      .setHeader('Ledger-Position', record.position)
      .setHeader('Cache-Control', 'public, max-age=31536000, immutable')
      .send(Buffer.from(record.bytes));
  });

  router.get('/events/:id/disclosures', access.requireToken, async (request, response) => {
    const { position, disclosures } = await find(request as Request<{ id: string }>);
    response.setHeader('Cache-Control', 'no-store').json({ position, disclosures });
  });

  return router;
}
