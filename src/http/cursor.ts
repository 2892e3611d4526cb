// Opaque paging cursors, signed so that a client can neither read meaning into them nor make them up.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { invalid } from '../kernel/errors.js';

export interface Cursors {
  /** `query` is what the page belongs to: a cursor of one query is refused by another. */
  sign(query: string, after: unknown): string;
  /** @throws LedgerError `http.cursor` for a cursor that this server did not make for this query */
  open(query: string, cursor: string): unknown;
}

export function createCursors(secret: Uint8Array): Cursors {
  const mac = (query: string, payload: string) =>
    createHmac('sha256', secret)
      .update(query)
      .update('\0')
      .update(payload)
      .digest()
      .subarray(0, 16);
  return {
    sign(query, after) {
      const payload = Buffer.from(JSON.stringify(after)).toString('base64url');
      return `${payload}.${mac(query, payload).toString('base64url')}`;
    },
    open(query, cursor) {
      const [payload = '', tag = ''] = cursor.split('.');
      const given = Buffer.from(tag, 'base64url');
      const wanted = mac(query, payload);
      if (given.length !== wanted.length || !timingSafeEqual(given, wanted))
        throw invalid(
          'http.cursor',
          '翻页游标无效：请从第一页重新开始',
          'This page cursor is not valid for this query; start again from the first page',
          'cursor',
        );
      return JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as unknown;
    },
  };
}
