// Reads a TimeStampResp (RFC 3161) into what is to be judged. Nothing of what it answers is verified yet.
import { fromBER } from 'asn1js';
import { Certificate, PKIStatus, SignedData, TimeStampResp, TSTInfo, type SignerInfo } from 'pkijs';
import { invalid, refused } from '../kernel/errors.js';
import { OID } from './oids.js';

export interface ParsedStamp {
  readonly signed: SignedData;
  readonly signer: SignerInfo;
  readonly info: TSTInfo;
  /** Those that came with it. */
  readonly certificates: readonly Certificate[];
  /** Hexadecimal, without leading zeros; undefined when the token has none. */
  readonly nonce: string | undefined;
}

export const malformed = (cause?: unknown) =>
  Object.assign(
    invalid(
      'timestamp.malformed',
      '不是 RFC 3161 时间戳应答',
      'This is no RFC 3161 time stamp response',
    ),
    { cause },
  );

/** A positive number as it is compared and kept: hexadecimal, without leading zeros. */
export const hexOf = (bytes: Uint8Array): string =>
  Buffer.from(bytes)
    .toString('hex')
    .replace(/^0+(?=.)/, '');

/** What an authority says when it does not stamp (PKIStatusInfo). */
function rejection({ status }: TimeStampResp) {
  const said = (status.statusStrings ?? [])
    .map((text) => text.valueBlock.value)
    .join('; ')
    .slice(0, 200);
  return refused(
    'timestamp.rejected',
    `时间戳机构拒绝了请求（状态 ${status.status}）：${said}`,
    `The time stamp authority rejected the request (status ${status.status}): ${said}`,
  );
}

function parseResponse(bytes: Uint8Array): TimeStampResp {
  try {
    // Nothing may stand behind the response: it would be kept and shown without being covered by anything.
    if (fromBER(bytes).offset !== bytes.length) throw malformed();
    return TimeStampResp.fromBER(bytes);
  } catch (error) {
    throw malformed(error);
  }
}

/** @throws LedgerError `timestamp.malformed`, `timestamp.rejected` */
export function parseStampResponse(bytes: Uint8Array): ParsedStamp {
  const response = parseResponse(bytes);
  const { status } = response.status;
  if (status !== PKIStatus.granted && status !== PKIStatus.grantedWithMods)
    throw rejection(response);
  const token = response.timeStampToken;
  if (token?.contentType !== OID.signedData) throw malformed();
  try {
    const signed = new SignedData({ schema: token.content as unknown });
    const content = signed.encapContentInfo;
    const [signer, second] = signed.signerInfos;
    if (content.eContentType !== OID.tstInfo || !content.eContent || !signer || second)
      throw malformed();
    const info = TSTInfo.fromBER(content.eContent.getValue());
    const nonce = info.nonce && hexOf(info.nonce.valueBlock.valueHexView);
    const certificates = (signed.certificates ?? []).filter((one) => one instanceof Certificate);
    return { signed, signer, info, certificates, nonce };
  } catch (error) {
    throw malformed(error);
  }
}

export const serialOf = ({ info }: ParsedStamp): string =>
  hexOf(info.serialNumber.valueBlock.valueHexView);
