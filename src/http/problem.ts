// RFC 9457 problem details from ledger errors. It must never show a stack, a path of the machine or personal data.
import type { ErrorRequestHandler, Request, Response } from 'express';
import type {} from 'pino-http'; // adds `id` and `log` to the request
import { ActBlocked, type Finding } from '../commands/intent.js';
import { isLedgerError, type ErrorKind, type LedgerError } from '../kernel/errors.js';

const STATUS: Readonly<Record<ErrorKind, number>> = {
  invalid: 400,
  unauthorised: 401,
  refused: 409,
  conflict: 409,
  missing: 404,
  unavailable: 503,
  corrupt: 500,
};

/** Codes whose status the HTTP standards name more precisely than their kind does. */
const STATUS_OF_CODE: Readonly<Record<string, number>> = {
  'log.command_reused': 422, // Idempotency-Key draft: the key was used with another payload
  'http.precondition': 412,
  'http.key_required': 400,
  'http.forbidden': 403,
  'http.too_large': 413,
  'http.media_type': 415,
  'event.too_large': 413,
  'document.too_large': 413,
  'http.rate': 429,
};

export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly detailEn: string;
  readonly code: string;
  readonly instance: string;
  readonly where?: string;
  /** Of an act that rules held back: what each of them found, and the event that recorded the attempt. */
  readonly findings?: readonly Finding[];
  readonly attempt?: string;
}

export function statusOf(error: LedgerError): number {
  return STATUS_OF_CODE[error.code] ?? STATUS[error.kind];
}

export function toProblem(error: LedgerError, requestId: string): Problem {
  const where = error.kind === 'unavailable' || error.kind === 'corrupt' ? undefined : error.where;
  return {
    type: `urn:sunledger:problem:${error.code}`,
    title: error.code,
    status: statusOf(error),
    detail: error.text.zh,
    detailEn: error.text.en,
    code: error.code,
    instance: `urn:request:${requestId}`,
    ...(where === undefined ? {} : { where }),
    ...(error instanceof ActBlocked ? { findings: error.findings, attempt: error.attempt } : {}),
  };
}

export function sendProblem(response: Response, problem: Problem): void {
  if (problem.status === 503 || problem.status === 429) response.setHeader('Retry-After', '1');
  if (problem.status === 401) response.setHeader('WWW-Authenticate', 'Bearer');
  response.status(problem.status).type('application/problem+json').send(JSON.stringify(problem));
}

/** Errors of the body parser carry a `type` and a status; others are ours or a fault of the program. */
function fromFramework(error: unknown): { code: string; status: number; zh: string; en: string } {
  const { type, status } = (error ?? {}) as { type?: unknown; status?: unknown };
  if (type === 'entity.too.large')
    return {
      code: 'http.too_large',
      status: 413,
      zh: '请求内容过大',
      en: 'The request body is too large',
    };
  if (error instanceof URIError)
    return {
      code: 'http.address',
      status: 400,
      zh: '地址中的百分号编码有误',
      en: 'The address has a malformed percent-encoding',
    };
  if (typeof status === 'number' && status >= 400 && status < 500)
    return {
      code: 'http.malformed',
      status,
      zh: '请求不是有效的 JSON',
      en: 'The request is not valid JSON',
    };
  return {
    code: 'internal',
    status: 500,
    zh: '程序内部错误：请携带请求编号联系管理员',
    en: 'Internal error; contact the operator and quote the request id',
  };
}

/** The id that is in the log line, the answer header and the problem. */
export const requestId = (request: Request): string =>
  typeof request.id === 'string' ? request.id : JSON.stringify(request.id);

export const problemHandler: ErrorRequestHandler = (error: unknown, request, response, next) => {
  if (response.headersSent) {
    next(error);
    return;
  }
  const id = requestId(request);
  if (isLedgerError(error)) {
    if (statusOf(error) >= 500)
      request.log.error({ err: error, code: error.code }, 'request failed');
    sendProblem(response, toProblem(error, id));
    return;
  }
  const { code, status, zh, en } = fromFramework(error);
  if (status >= 500) request.log.error({ err: error }, 'request failed');
  sendProblem(response, {
    type: `urn:sunledger:problem:${code}`,
    title: code,
    status,
    detail: zh,
    detailEn: en,
    code,
    instance: `urn:request:${id}`,
  });
};
