// The writing calls of the Streams service: Append, BatchAppend, Delete, Tombstone.
import {
  streamDeleted,
  tooLarge,
  unavailable,
  notLeader,
  wrongVersion,
  type Refusal,
} from './errors.js';
import { takeFault, type AppendFault } from './faults.js';
import type { SimulatedNode } from './simulator.js';
import type { AppendOutcome, Expected, ProposedEvent } from './store.js';
import {
  code,
  googleEmpty,
  grpc,
  packed,
  shared,
  status,
  streams,
  type Grpc,
  type Shared,
  type Streams,
} from './wire.js';

type Proposed = Streams.AppendReq.ProposedMessage | Streams.BatchAppendReq.ProposedMessage;

const toEvent = (message: Proposed): ProposedEvent => ({
  id: message.getId()?.getString() ?? '',
  type: message.getMetadataMap().get('type') ?? '',
  contentType: message.getMetadataMap().get('content-type') ?? '',
  data: message.getData_asU8(),
  metadata: message.getCustomMetadata_asU8(),
});

export const nameOf = (identifier: Shared.StreamIdentifier | undefined): string =>
  Buffer.from(identifier?.getStreamName_asU8() ?? new Uint8Array()).toString('utf8');

export function streamIdentifier(name: string): Shared.StreamIdentifier {
  const identifier = new shared.StreamIdentifier();
  identifier.setStreamName(Buffer.from(name));
  return identifier;
}

type VersionOptions =
  | Streams.AppendReq.Options
  | Streams.DeleteReq.Options
  | Streams.TombstoneReq.Options
  | Streams.BatchAppendReq.Options;

function expectedOf(options: VersionOptions): Expected {
  if (options.hasAny()) return 'any';
  if (options.hasNoStream()) return 'no_stream';
  if (options.hasStreamExists()) return 'stream_exists';
  return Number('getRevision' in options ? options.getRevision() : options.getStreamPosition());
}

/** What becomes of one append: an answer, a refusal, a broken connection, or silence. */
export type Fate =
  | { readonly kind: 'answer'; readonly outcome: AppendOutcome }
  | { readonly kind: 'refuse'; readonly refusal: Refusal }
  | { readonly kind: 'drop' }
  | { readonly kind: 'silence' }
  | { readonly kind: 'end' };

const pause = (milliseconds: number) =>
  new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

async function suffer(fault: AppendFault | undefined, store: () => AppendOutcome): Promise<Fate> {
  switch (fault?.kind) {
    case 'drop':
      return { kind: 'drop' };
    case 'store-then-drop':
      store();
      return { kind: 'drop' };
    case 'hang':
      return { kind: 'silence' };
    case 'store-then-hang':
      store();
      return { kind: 'silence' };
    case 'late': {
      const outcome = store();
      await pause(fault.milliseconds);
      return { kind: 'answer', outcome };
    }
    case 'arrive-late':
      await pause(fault.milliseconds);
      return { kind: 'answer', outcome: store() };
    case 'store-then-error':
      store();
      return { kind: 'refuse', refusal: { code: fault.code, details: 'simulated failure' } };
    case 'error':
      return { kind: 'refuse', refusal: { code: fault.code, details: fault.message } };
    case 'not-leader':
      return { kind: 'refuse', refusal: notLeader(fault.host, fault.port) };
    case 'end-batch':
      return { kind: 'end' };
    case undefined:
      return { kind: 'answer', outcome: store() };
  }
}

function carryOut(
  node: SimulatedNode,
  stream: string,
  expected: Expected,
  events: readonly ProposedEvent[],
): Promise<Fate> {
  return suffer(takeFault(node.faults, stream), () => node.store.append(stream, expected, events));
}

type AppendCallback = Grpc.sendUnaryData<Streams.AppendResp>;

function answerAppend(
  stream: string,
  options: Streams.AppendReq.Options,
  outcome: AppendOutcome,
  callback: AppendCallback,
): void {
  const response = new streams.AppendResp();
  switch (outcome.kind) {
    case 'stored': {
      const success = new streams.AppendResp.Success();
      const position = new streams.AppendResp.Position();
      position.setCommitPosition(String(outcome.position));
      position.setPreparePosition(String(outcome.position));
      success.setCurrentRevision(String(outcome.revision));
      success.setPosition(position);
      response.setSuccess(success);
      callback(null, response);
      break;
    }
    case 'wrong_version': {
      const wrong = new streams.AppendResp.WrongExpectedVersion();
      if (outcome.current === undefined) wrong.setCurrentNoStream(new shared.Empty());
      else wrong.setCurrentRevision(String(outcome.current));
      if (options.hasNoStream()) wrong.setExpectedNoStream(new shared.Empty());
      else if (options.hasAny()) wrong.setExpectedAny(new shared.Empty());
      else if (options.hasStreamExists()) wrong.setExpectedStreamExists(new shared.Empty());
      else wrong.setExpectedRevision(options.getRevision());
      response.setWrongExpectedVersion(wrong);
      callback(null, response);
      break;
    }
    case 'deleted':
      callback(streamDeleted(stream));
      break;
    case 'too_large':
      callback(tooLarge(outcome.limit));
      break;
  }
}

export const append =
  (node: SimulatedNode): Grpc.handleClientStreamingCall<Streams.AppendReq, Streams.AppendResp> =>
  (call, callback) => {
    let options = new streams.AppendReq.Options();
    const events: ProposedEvent[] = [];
    call.on('data', (request: Streams.AppendReq) => {
      const message = request.getProposedMessage();
      if (message) events.push(toEvent(message));
      else options = request.getOptions() ?? options;
    });
    call.on('end', () => {
      // A call that was given up half-way ends too; the server stores nothing of it.
      if (call.cancelled) return;
      const stream = nameOf(options.getStreamIdentifier());
      const refusal = node.refusalOf(call.metadata, { stream, kind: 'write' });
      if (refusal) {
        callback(refusal);
        return;
      }
      void carryOut(node, stream, expectedOf(options), events).then((fate) => {
        if (fate.kind === 'answer') answerAppend(stream, options, fate.outcome, callback);
        else if (fate.kind === 'refuse') callback(fate.refusal);
        else if (fate.kind !== 'silence') callback(unavailable());
      });
    });
  };

/** The error of one append inside a batch stream: one `Any`, whose name the client goes by. */
function batchError(outcome: Exclude<AppendOutcome, { kind: 'stored' }>): {
  name: string;
  bytes: Uint8Array;
} {
  switch (outcome.kind) {
    case 'wrong_version': {
      const wrong = new shared.WrongExpectedVersion();
      if (outcome.current === undefined) wrong.setCurrentNoStream(googleEmpty());
      else wrong.setCurrentStreamRevision(String(outcome.current));
      return { name: 'WrongExpectedVersion', bytes: wrong.serializeBinary() };
    }
    case 'deleted':
      return { name: 'StreamDeleted', bytes: new shared.StreamDeleted().serializeBinary() };
    case 'too_large': {
      const message = new shared.MaximumAppendSizeExceeded();
      message.setMaxappendsize(outcome.limit);
      return { name: 'MaximumAppendSizeExceeded', bytes: message.serializeBinary() };
    }
  }
}

function failed(response: Streams.BatchAppendResp, name: string, bytes: Uint8Array): void {
  const error = new status.Status();
  error.setCode(code.Code.UNKNOWN);
  error.setMessage(name);
  error.setDetails(packed(bytes, name));
  response.setError(error);
}

interface BatchedAppend {
  readonly options: Streams.BatchAppendReq.Options;
  readonly events: ProposedEvent[];
}

type BatchCall = Grpc.ServerDuplexStream<Streams.BatchAppendReq, Streams.BatchAppendResp>;

function answerBatch(
  call: BatchCall,
  request: Streams.BatchAppendReq,
  stream: string,
  outcome: AppendOutcome | 'timeout',
): void {
  const response = new streams.BatchAppendResp();
  response.setCorrelationId(request.getCorrelationId());
  response.setStreamIdentifier(streamIdentifier(stream));
  if (outcome === 'timeout') failed(response, 'Timeout', new shared.Timeout().serializeBinary());
  else if (outcome.kind === 'stored') {
    const success = new streams.BatchAppendResp.Success();
    const position = new shared.AllStreamPosition();
    position.setCommitPosition(String(outcome.position));
    position.setPreparePosition(String(outcome.position));
    success.setCurrentRevision(String(outcome.revision));
    success.setPosition(position);
    response.setSuccess(success);
  } else {
    const { name, bytes } = batchError(outcome);
    failed(response, name, bytes);
  }
  call.write(response);
}

export const batchAppend =
  (
    node: SimulatedNode,
  ): Grpc.handleBidiStreamingCall<Streams.BatchAppendReq, Streams.BatchAppendResp> =>
  (call) => {
    const pending = new Map<string, BatchedAppend>();
    const finish = async (request: Streams.BatchAppendReq, { options, events }: BatchedAppend) => {
      const stream = nameOf(options.getStreamIdentifier());
      const deadline = options.getDeadline();
      const refusal = node.refusalOf(call.metadata, { stream, kind: 'write' });
      if (refusal) {
        call.emit('error', refusal);
        return;
      }
      // The deadline is the client's wall clock: the server compares it with its own.
      if (deadline && deadline.toDate().getTime() <= node.now()) {
        answerBatch(call, request, stream, 'timeout');
        return;
      }
      const fate = await carryOut(node, stream, expectedOf(options), events);
      if (fate.kind === 'answer') answerBatch(call, request, stream, fate.outcome);
      else if (fate.kind === 'refuse') call.emit('error', fate.refusal);
      else if (fate.kind === 'end') call.end();
      else if (fate.kind === 'drop') call.emit('error', unavailable());
    };
    call.on('data', (request: Streams.BatchAppendReq) => {
      const key = request.getCorrelationId()?.getString() ?? '';
      const known = pending.get(key) ?? {
        options: request.getOptions() ?? new streams.BatchAppendReq.Options(),
        events: [],
      };
      known.events.push(...request.getProposedMessagesList().map(toEvent));
      if (!request.getIsFinal()) pending.set(key, known);
      else {
        pending.delete(key);
        void finish(request, known);
      }
    });
    call.on('end', () => call.end());
  };

function removeStream<Request extends Streams.DeleteReq | Streams.TombstoneReq, Response>(
  node: SimulatedNode,
  state: 'soft' | 'tombstone',
  respond: (position: number) => Response,
): Grpc.handleUnaryCall<Request, Response> {
  return (call, callback) => {
    const options = call.request.getOptions();
    const stream = nameOf(options?.getStreamIdentifier());
    const refusal = node.refusalOf(call.metadata, { stream, kind: 'write' });
    if (refusal || !options) {
      callback(refusal ?? { code: grpc.status.INVALID_ARGUMENT });
      return;
    }
    const expected = expectedOf(options);
    const outcome = node.store.remove(stream, expected, state);
    if (outcome.kind === 'stored') callback(null, respond(outcome.position));
    else if (outcome.kind === 'wrong_version')
      callback(wrongVersion(stream, String(expected), outcome.current));
    else callback(streamDeleted(stream));
  };
}

export const remove = (node: SimulatedNode) =>
  removeStream<Streams.DeleteReq, Streams.DeleteResp>(node, 'soft', (at) => {
    const response = new streams.DeleteResp();
    const position = new streams.DeleteResp.Position();
    position.setCommitPosition(String(at));
    position.setPreparePosition(String(at));
    response.setPosition(position);
    return response;
  });

export const tombstone = (node: SimulatedNode) =>
  removeStream<Streams.TombstoneReq, Streams.TombstoneResp>(node, 'tombstone', (at) => {
    const response = new streams.TombstoneResp();
    const position = new streams.TombstoneResp.Position();
    position.setCommitPosition(String(at));
    position.setPreparePosition(String(at));
    response.setPosition(position);
    return response;
  });
