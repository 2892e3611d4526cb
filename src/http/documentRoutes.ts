// Evidence over HTTP: bytes go into the store under their own digest, and the event says when the ledger first saw them.
// A document is stored before it is recorded, so that no event names content that is not there.
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Router, type Request } from 'express';
import { z } from 'zod';
import type { CommandHandler } from '../commands/commandHandler.js';
import type { DocumentStore } from '../documents/documentStore.js';
import { division } from '../events/fields.js';
import { missing } from '../kernel/errors.js';
import { formatInstant } from '../kernel/time.js';
import type { Access } from './access.js';
import { ACCOUNT } from './commandBody.js';
import { requestId } from './problem.js';
import { parseQuery } from './query.js';

export const documentQuery = z.strictObject({
  orgunit: division,
  title: z.string().min(1).max(300).optional(),
  claimedDate: z.iso
    .date()
    .describe('文件自载日期 / the date that the document itself bears')
    .optional(),
});

export function documentRoutes(
  documents: DocumentStore,
  handler: CommandHandler,
  access: Access,
  rulepack: () => string,
): Router {
  const router = Router();

  router.post('/documents', access.requireToken, async (request, response) => {
    const { orgunit, ...described } = parseQuery(documentQuery, request.query);
    const { sha256, bytes } = await documents.put(request);
    const outcome = await handler.handle({
      name: 'documents.StoreDocument',
      data: {
        sha256,
        bytes,
        mediaType: request.get('Content-Type') ?? 'application/octet-stream',
        ...described,
      },
      attributes: {
        time: formatInstant(Date.now(), 0),
        actoraccount: ACCOUNT,
        orgunit,
        // The content is its own name: sent again it is the same document, whatever the request.
        commandid: `document:${requestId(request)}`,
        correlationid: `document:${sha256}`,
        rulepack: rulepack(),
        classification: 'internal',
      },
    });
    response
      .status(outcome.status === 'recorded' ? 201 : 200)
      .location(`/api/v1/documents/${sha256}`)
      .json({ sha256, bytes, status: outcome.status, position: outcome.position ?? null });
  });

  router.get(
    '/documents/:sha256',
    access.requireToken,
    async (request: Request<{ sha256: string }>, response) => {
      const { sha256 } = request.params;
      if (!(await documents.has(sha256)))
        throw missing('document.missing', '没有此文件', 'There is no such document', 'sha256');
      response
        .type('application/octet-stream')
        .setHeader('Content-Disposition', 'attachment')
        .setHeader('Cache-Control', 'private, no-store');
      // The store holds back the last chunk until the digest is verified: damaged content never arrives complete.
      await pipeline(Readable.from(documents.get(sha256)), response);
    },
  );

  return router;
}
