// The service definitions and messages that the client package itself ships, for the simulator to serve.
// It must never define a message of its own: what travels is the vendor's.
import { createRequire } from 'node:module';
import type * as Grpc from '@grpc/grpc-js';
import type * as Code from '@eventstore/db-client/generated/code_pb.js';
import type * as Features from '@eventstore/db-client/generated/serverfeatures_pb.js';
import type * as FeaturesService from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js';
import type * as Gossip from '@eventstore/db-client/generated/gossip_pb.js';
import type * as GossipService from '@eventstore/db-client/generated/gossip_grpc_pb.js';
import type * as Shared from '@eventstore/db-client/generated/shared_pb.js';
import type * as Status from '@eventstore/db-client/generated/status_pb.js';
import type * as Streams from '@eventstore/db-client/generated/streams_pb.js';
import type * as StreamsService from '@eventstore/db-client/generated/streams_grpc_pb.js';

export type { Features, Gossip, Grpc, Shared, Status, Streams };

const require = createRequire(import.meta.url);
/** As the client package finds its own dependencies. */
const requireOfClient = createRequire(require.resolve('@eventstore/db-client'));

const generated = (name: string): unknown => require(`@eventstore/db-client/generated/${name}.js`);

export const grpc = require('@grpc/grpc-js') as typeof Grpc;
export const streams = generated('streams_pb') as typeof Streams;
export const shared = generated('shared_pb') as typeof Shared;
export const code = generated('code_pb') as typeof Code;
export const status = generated('status_pb') as typeof Status;
export const gossip = generated('gossip_pb') as typeof Gossip;
export const features = generated('serverfeatures_pb') as typeof Features;
export const { StreamsService: streamsService } = generated(
  'streams_grpc_pb',
) as typeof StreamsService;
export const { GossipService: gossipService } = generated('gossip_grpc_pb') as typeof GossipService;
export const { ServerFeaturesService: featuresService } = generated(
  'serverfeatures_grpc_pb',
) as typeof FeaturesService;

interface AnyMessage {
  pack(bytes: Uint8Array, typeName: string): void;
}

/** `google.protobuf.Any` around a message of `event_store.client`. */
export function packed(bytes: Uint8Array, name: string): never {
  const { Any } = requireOfClient('google-protobuf/google/protobuf/any_pb.js') as {
    Any: new () => AnyMessage;
  };
  const any = new Any();
  any.pack(bytes, `event_store.client.${name}`);
  return any as never;
}

/** `google.protobuf.Empty`, which the batch answers use where the others have an Empty of their own. */
export function googleEmpty(): never {
  const { Empty } = requireOfClient('google-protobuf/google/protobuf/empty_pb.js') as {
    Empty: new () => unknown;
  };
  return new Empty() as never;
}
