// Verifies an RFC 3161 time stamp offline: what was stamped, for whom, by which authority, under whose certificates. It
// must never answer a time unless every step was taken. Whether a certificate was revoked it cannot know.
import { hash, webcrypto } from 'node:crypto';
import { ObjectIdentifier, OctetString, Sequence, type BaseBlock } from 'asn1js';
import {
  BasicConstraints,
  type Certificate,
  CertificateChainValidationEngine,
  CryptoEngine,
  ExtKeyUsage,
} from 'pkijs';
import { invalid, isLedgerError } from '../kernel/errors.js';
import { formatInstant } from '../kernel/time.js';
import { derOf, subjectOf } from './certificates.js';
import { OID } from './oids.js';
import { malformed, parseStampResponse, serialOf, type ParsedStamp } from './response.js';

export interface StampClaim {
  /** A TimeStampResp, DER. */
  readonly response: Uint8Array;
  /** What should have been stamped. */
  readonly data: Uint8Array;
  /** Of the request, hexadecimal without leading zeros; not compared when left out. */
  readonly nonce?: string | undefined;
  /** The policy that was asked for; any when left out. */
  readonly policy?: string | undefined;
}

export interface Timestamp {
  /** When the authority saw the data, by its clock (RFC 3339, UTC). */
  readonly time: string;
  /** Subject of the certificate that signed. */
  readonly authority: string;
  /** Object identifier. */
  readonly policy: string;
  /** Hexadecimal. */
  readonly serial: string;
}

const crypto = new CryptoEngine({ name: 'node', crypto: webcrypto });
const STRONG: ReadonlySet<string> = new Set([OID.sha256, OID.sha384, OID.sha512]);

const fault = (code: string, zh: string, en: string, cause?: unknown) =>
  Object.assign(invalid(`timestamp.${code}`, zh, en), { cause });

/** The digest is of our bytes, by SHA-256 as we asked; nonce and policy are those of the request. */
function checkAnswersRequest({ info, nonce }: ParsedStamp, claim: StampClaim): void {
  const { hashAlgorithm, hashedMessage } = info.messageImprint;
  const digest = Buffer.from(hashedMessage.valueBlock.valueHexView);
  if (
    hashAlgorithm.algorithmId !== OID.sha256 ||
    !digest.equals(hash('sha256', claim.data, 'buffer'))
  )
    throw fault(
      'imprint',
      '时间戳的摘要与检查点不符：盖的是别的内容',
      'The digest of the time stamp is not that of the checkpoint: something else was stamped',
    );
  if (claim.nonce !== undefined && nonce !== claim.nonce)
    throw fault(
      'nonce',
      '时间戳的随机数与请求不符：可能是旧的应答',
      'The nonce of the time stamp is not that of the request; it may be an older answer',
    );
  if (claim.policy !== undefined && info.policy !== claim.policy)
    throw fault(
      'policy',
      `时间戳按策略 ${info.policy} 签发，而请求的是 ${claim.policy}`,
      `The time stamp was issued under the policy ${info.policy}, not ${claim.policy} as asked`,
    );
}

/** The values of a signed attribute, none when it is missing or there twice. */
function attribute({ signer }: ParsedStamp, type: string): readonly BaseBlock[] {
  const found = (signer.signedAttrs?.attributes ?? []).filter((one) => one.type === type);
  return found.length === 1 ? (found[0]?.values as BaseBlock[]) : [];
}

/** Digest algorithm and digest of the first certificate of a SigningCertificate(V2) attribute (RFC 5035). */
function essCertificate(stamp: ParsedStamp): { algorithm: string; digest: Buffer } | undefined {
  const [v2] = attribute(stamp, OID.signingCertificateV2);
  const [v1] = attribute(stamp, OID.signingCertificate);
  const list =
    (v2 ?? v1) instanceof Sequence ? ((v2 ?? v1) as Sequence).valueBlock.value[0] : undefined;
  const id = list instanceof Sequence ? list.valueBlock.value[0] : undefined;
  const parts = id instanceof Sequence ? id.valueBlock.value : [];
  const digest = parts.find((part) => part instanceof OctetString);
  if (!digest) return undefined;
  const [first] = parts;
  const named = first instanceof Sequence ? first.valueBlock.value[0] : undefined;
  const algorithm =
    v2 === undefined
      ? OID.sha1
      : named instanceof ObjectIdentifier
        ? named.valueBlock.toString()
        : OID.sha256;
  return { algorithm, digest: Buffer.from(digest.valueBlock.valueHexView) };
}

const NODE_HASHES: Readonly<Record<string, string>> = {
  [OID.sha1]: 'sha1',
  [OID.sha256]: 'sha256',
  [OID.sha384]: 'sha384',
  [OID.sha512]: 'sha512',
};

/** The certificate that the token itself says it was signed with, among those that came with it and those given. */
function signerCertificate(stamp: ParsedStamp, given: readonly Certificate[]): Certificate {
  const ess = essCertificate(stamp);
  const algorithm = ess && NODE_HASHES[ess.algorithm];
  const found = [...stamp.certificates, ...given].find(
    (one) => algorithm && hash(algorithm, derOf(one), 'buffer').equals(ess.digest),
  );
  if (found) return found;
  throw fault(
    'signer',
    '找不到签发此时间戳的证书：请在证书文件中一并给出',
    'The certificate that this time stamp was signed with is not there; add it to the file of certificates',
  );
}

const extension = (certificate: Certificate, id: string) =>
  certificate.extensions?.find((one) => one.extnID === id);

/** RFC 3161 section 2.3: a certificate for time stamps and for nothing else, and marked so critically. */
function checkPurpose(certificate: Certificate): void {
  const found = extension(certificate, OID.extendedKeyUsage);
  const usage: unknown = found?.parsedValue;
  if (
    found?.critical === true &&
    usage instanceof ExtKeyUsage &&
    usage.keyPurposes.length === 1 &&
    usage.keyPurposes[0] === OID.timeStamping
  )
    return;
  throw fault(
    'purpose',
    '签发者的证书不是专用于时间戳的证书',
    'The certificate of the signer is not one for time stamps alone',
  );
}

const isAuthority = (certificate: Certificate): boolean => {
  const constraints: unknown = extension(certificate, '2.5.29.19')?.parsedValue;
  return constraints instanceof BasicConstraints && constraints.cA;
};

const isValidAt = (certificate: Certificate, time: Date): boolean =>
  certificate.notBefore.value <= time && time <= certificate.notAfter.value;

/** A chain from the signer to a given authority, every certificate valid when the stamp was made. */
async function checkChain(stamp: ParsedStamp, signer: Certificate, given: readonly Certificate[]) {
  const { genTime } = stamp.info;
  if (!isValidAt(signer, genTime)) throw notValidThen();
  const isSigner = (one: Certificate) => Buffer.from(derOf(one)).equals(derOf(signer));
  const others = [...stamp.certificates, ...given].filter((one) => !isSigner(one));
  const engine = new CertificateChainValidationEngine({
    trustedCerts: given.filter(isAuthority),
    // The engine takes the last one for the end of the chain.
    certs: [...others, signer],
    checkDate: genTime,
  });
  const { result, resultCode, resultMessage } = await engine.verify({}, crypto);
  if (result) return;
  // 8: a certificate of the chain is not valid at that time
  if (resultCode === 8) throw notValidThen();
  throw fault(
    'untrusted',
    '时间戳机构的证书不能追溯到所给的根证书',
    'The certificate of the time stamp authority does not lead to the given authority',
    resultMessage,
  );
}

const notValidThen = () =>
  fault(
    'expired',
    '盖时间戳时，机构的证书尚未生效或已过期',
    'When the time stamp was made, a certificate of the authority was not valid yet or had expired',
  );

/** RFC 5652 section 5.4: over the attributes, which name the content's type and digest. */
async function checkSignature(stamp: ParsedStamp, signer: Certificate, data: Uint8Array) {
  const { signed, signer: info } = stamp;
  const [type] = attribute(stamp, OID.contentType);
  const isOfToken = type instanceof ObjectIdentifier && type.valueBlock.toString() === OID.tstInfo;
  if (!STRONG.has(info.digestAlgorithm.algorithmId))
    throw fault(
      'algorithm',
      '时间戳所用的摘要算法过弱或不受支持',
      'The time stamp uses a digest algorithm that is too weak or not supported',
      info.digestAlgorithm.algorithmId,
    );
  // One certificate, so that the library can take no other one for the signer's.
  signed.certificates = [signer];
  let cause: unknown;
  try {
    if (
      isOfToken &&
      (await signed.verify({ signer: 0, data: new Uint8Array(data).buffer }, crypto))
    )
      return;
  } catch (error) {
    cause = error;
  }
  throw fault(
    'signature',
    '时间戳的签名无效',
    'The signature of the time stamp is not valid',
    cause,
  );
}

async function judge(claim: StampClaim, given: readonly Certificate[]): Promise<Timestamp> {
  const stamp = parseStampResponse(claim.response);
  checkAnswersRequest(stamp, claim);
  const signer = signerCertificate(stamp, given);
  checkPurpose(signer);
  await checkSignature(stamp, signer, claim.data);
  await checkChain(stamp, signer, given);
  return {
    time: formatInstant(stamp.info.genTime.getTime(), 0),
    authority: subjectOf(signer),
    policy: stamp.info.policy,
    serial: serialOf(stamp),
  };
}

/**
 * @param given certificates of authorities that are believed, with any that the token does not bring along
 * @throws LedgerError `timestamp.malformed`, `timestamp.rejected`, `timestamp.imprint`, `timestamp.nonce`,
 *   `timestamp.policy`, `timestamp.signer`, `timestamp.purpose`, `timestamp.expired`, `timestamp.untrusted`,
 *   `timestamp.algorithm`, `timestamp.signature`
 */
export async function verifyTimestamp(
  claim: StampClaim,
  given: readonly Certificate[],
): Promise<Timestamp> {
  try {
    return await judge(claim, given);
  } catch (error) {
    // Bytes that are not what they should be make the library throw errors of many kinds.
    throw isLedgerError(error) ? error : malformed(error);
  }
}
