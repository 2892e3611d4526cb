// Refusals as the server words them: a gRPC status, and trailers that name the exception.
import { grpc, type Grpc } from './wire.js';

export type Refusal = Partial<Grpc.StatusObject> & { readonly code: Grpc.status };

function refusal(
  code: Grpc.status,
  exception: string,
  details: string,
  trailers: Readonly<Record<string, string>> = {},
): Refusal {
  const metadata = new grpc.Metadata();
  metadata.set('exception', exception);
  for (const [key, value] of Object.entries(trailers)) metadata.set(key, value);
  return { code, details, metadata };
}

export const notLeader = (host: string, port: number): Refusal =>
  refusal(grpc.status.NOT_FOUND, 'not-leader', 'Leader info available', {
    'leader-endpoint-host': host,
    'leader-endpoint-port': String(port),
  });

export const accessDenied = (): Refusal =>
  refusal(grpc.status.PERMISSION_DENIED, 'access-denied', 'Access Denied');

export const notAuthenticated = (): Refusal => ({
  code: grpc.status.UNAUTHENTICATED,
  details: 'Bad HTTP status code: 401',
});

export const streamDeleted = (stream: string): Refusal =>
  refusal(
    grpc.status.FAILED_PRECONDITION,
    'stream-deleted',
    `Event stream '${stream}' is deleted.`,
    { 'stream-name': stream },
  );

export const tooLarge = (limit: number): Refusal =>
  refusal(
    grpc.status.INVALID_ARGUMENT,
    'maximum-append-size-exceeded',
    `Maximum Append Size of ${limit} Exceeded.`,
    { 'maximum-append-size': String(limit) },
  );

export const wrongVersion = (
  stream: string,
  expected: string,
  current: number | undefined,
): Refusal =>
  refusal(
    grpc.status.FAILED_PRECONDITION,
    'wrong-expected-version',
    `Append failed due to WrongExpectedVersion. Stream: ${stream}`,
    {
      'stream-name': stream,
      'expected-version': expected,
      ...(current === undefined ? {} : { 'actual-version': String(current) }),
    },
  );

export const unavailable = (): Refusal => ({
  code: grpc.status.UNAVAILABLE,
  details: 'Connection dropped',
});

export const invalidPosition = (): Refusal => ({
  code: grpc.status.INVALID_ARGUMENT,
  details: 'Trying to read from an invalid position.',
});
