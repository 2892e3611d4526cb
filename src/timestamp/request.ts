// The request of RFC 3161: the SHA-256 of what is to be stamped, a nonce, and that the authority's certificate is wanted.
import { hash } from 'node:crypto';
import { Integer, Null, OctetString } from 'asn1js';
import { AlgorithmIdentifier, MessageImprint, TimeStampReq } from 'pkijs';
import { invalid } from '../kernel/errors.js';
import { OID } from './oids.js';

const OBJECT_IDENTIFIER = /^[0-2](\.(0|[1-9]\d{0,9})){1,30}$/;

/** @throws LedgerError `timestamp.policy_form` unless the text is an object identifier such as `1.2.3.4` */
export function parsePolicyOid(text: string): string {
  if (OBJECT_IDENTIFIER.test(text)) return text;
  throw invalid(
    'timestamp.policy_form',
    '策略须为对象标识符，如 1.2.3.4',
    'A policy is an object identifier, e.g. 1.2.3.4',
    'policy-oid',
  );
}

export interface StampAsk {
  /** What is stamped: its digest alone leaves the house. */
  readonly data: Uint8Array;
  /** Fresh, unpredictable bytes; the first one is from 1 to 127, so that they are a positive number as they stand. */
  readonly nonce: Uint8Array;
  /** Object identifier; the authority's own choice when left out. */
  readonly policy?: string | undefined;
}

/** A TimeStampReq, DER. */
export function formatStampRequest({ data, nonce, policy }: StampAsk): Uint8Array {
  const messageImprint = new MessageImprint({
    hashAlgorithm: new AlgorithmIdentifier({
      algorithmId: OID.sha256,
      algorithmParams: new Null(),
    }),
    hashedMessage: new OctetString({ valueHex: hash('sha256', data, 'buffer') }),
  });
  const request = new TimeStampReq({
    version: 1,
    messageImprint,
    nonce: new Integer({ valueHex: nonce }),
    certReq: true,
    ...(policy === undefined ? {} : { reqPolicy: parsePolicyOid(policy) }),
  });
  return new Uint8Array(request.toSchema().toBER());
}
