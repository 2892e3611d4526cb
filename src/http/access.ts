// Who may do what over HTTP until accounts exist: public data for everybody, the rest with the write token.
import { createHash, timingSafeEqual } from 'node:crypto';
import type { Request, RequestHandler } from 'express';
import { LedgerError } from '../kernel/errors.js';

export interface Access {
  /** True when the request carries the token. */
  isTrusted(request: Request): boolean;
  /** Refuses requests without the token. */
  readonly requireToken: RequestHandler;
}

const digest = (text: string) => createHash('sha256').update(text).digest();

export function createAccess(token: string): Access {
  const wanted = digest(token);
  const isTrusted = (request: Request): boolean => {
    const [scheme, value] = (request.headers.authorization ?? '').split(' ');
    // Digests have one length, so the comparison takes one time.
    return scheme?.toLowerCase() === 'bearer' && timingSafeEqual(digest(value ?? ''), wanted);
  };
  return {
    isTrusted,
    requireToken(request, _response, next) {
      if (isTrusted(request)) next();
      else
        next(
          new LedgerError('unauthorised', 'http.unauthorised', {
            zh: '需要写入令牌：请在 Authorization 头中提供启动时打印的 Bearer 令牌',
            en: 'This needs the token printed at start-up, as an Authorization: Bearer header',
          }),
        );
    },
  };
}
