// Real RFC 3161 tokens of other people's authorities (sigstore-conformance): good ones pass, each spoilt one is refused
// for what is wrong with it.
import { readdirSync } from 'node:fs';
import { describe, expect } from '@jest/globals';
import { isLedgerError } from '../../src/kernel/errors.js';
import { readCertificates } from '../../src/timestamp/certificates.js';
import { verifyTimestamp } from '../../src/timestamp/verify.js';
import { itWith, readShared, sharedPath } from '../support/sharedFolder.js';

const folder = 'vectors/sigstore-conformance/test/assets/bundle-verify';

interface Bundle {
  messageSignature: { signature: string };
  verificationMaterial: {
    timestampVerificationData?: { rfc3161Timestamps?: { signedTimestamp: string }[] };
  };
}
interface TrustedRoot {
  timestampAuthorities?: { certChain: { certificates: { rawBytes: string }[] } }[];
}

const decode = (text: string) => Buffer.from(text, 'base64');

/**
 * The time that is proved, or what is wrong. Two cases are wrong for Sigstore alone: a trust root with dates of its own,
 * and a time outside of another certificate's; their tokens are good.
 */
const VERDICTS: Readonly<Record<string, string>> = {
  'rekor2-no-timestamp_fail': 'timestamp.malformed',
  'rekor2-timestamp-outside-trust-root-tsa-validity_fail': '2025-06-12T12:02:20.000Z',
  'rekor2-timestamp-outside-tsa-cert-validity_fail': 'timestamp.expired',
  'rekor2-timestamp-payload-mismatch_fail': 'timestamp.imprint',
  'rekor2-timestamp-untrusted-tsa-with-embedded-cert_fail': 'timestamp.untrusted',
  'rekor2-timestamp-untrusted-tsa-without-embedded-cert_fail': 'timestamp.signer',
  'rekor2-timestamp-with-embedded-cert': '2025-08-06T18:51:36.000Z',
  'rekor2-timestamp-with-expired-cert-chain': '2025-08-07T15:32:26.000Z',
  'rekor2-timestamp-with-incorrect-time_fail': '2025-07-15T10:33:31.000Z',
  'rekor2-timestamp-without-embedded-cert': '2025-08-06T19:03:51.000Z',
};

async function judge(name: string): Promise<string> {
  const bundle = readShared(`${folder}/${name}/bundle.sigstore.json`) as Bundle;
  const root = readShared(`${folder}/${name}/trusted_root.json`) as TrustedRoot;
  const [token] = bundle.verificationMaterial.timestampVerificationData?.rfc3161Timestamps ?? [];
  const given = (root.timestampAuthorities ?? [])
    .flatMap(({ certChain }) => certChain.certificates)
    .flatMap(({ rawBytes }) => readCertificates(decode(rawBytes)));
  const response = decode(token?.signedTimestamp ?? '');
  const data = decode(bundle.messageSignature.signature);
  try {
    return (await verifyTimestamp({ response, data }, given)).time;
  } catch (error) {
    if (isLedgerError(error)) return error.code;
    throw error;
  }
}

describe('RFC 3161 tokens of Sigstore', () => {
  itWith(folder, 'are judged one by one', async () => {
    const judged: Record<string, string> = {};
    for (const name of readdirSync(sharedPath(folder)).filter((one) => one.includes('timestamp')))
      judged[name] = await judge(name);
    expect(judged).toEqual(VERDICTS);
  });
});
