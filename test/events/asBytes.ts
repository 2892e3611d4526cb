// The codec as it is for public events, whose content lies in their bytes alone.
import { randomBytes } from 'node:crypto';
import { auditEvent, decodeEvent, encodeEvent, type Acceptance } from '../../src/events/codec.js';
import type { Catalogue } from '../../src/events/catalogue.js';
import type { NewEvent } from '../../src/events/envelope.js';
import type { Position } from '../../src/kernel/position.js';

export const encode = (event: NewEvent, acceptance: Acceptance): Uint8Array =>
  encodeEvent(event, acceptance, () => randomBytes(16)).bytes;

const record = (bytes: Uint8Array, position: Position, revision: number) => ({
  bytes,
  position,
  revision,
  disclosures: [],
});

export const decode = (
  bytes: Uint8Array,
  position: Position,
  revision: number,
  catalogue: Catalogue,
) => decodeEvent(record(bytes, position, revision), catalogue);

export const audit = (
  bytes: Uint8Array,
  position: Position,
  revision: number,
  catalogue: Catalogue,
) => auditEvent(record(bytes, position, revision), catalogue);
