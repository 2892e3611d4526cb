// Certificates of time stamp authorities, as their files hold them: PEM, one after the other, or one in DER.
// It must never decide whom to trust.
import { X509Certificate } from 'node:crypto';
import { Certificate } from 'pkijs';
import { invalid } from '../kernel/errors.js';

export type { Certificate };

const PEM = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

const unreadable = (where: string | undefined) =>
  invalid(
    'timestamp.certificate',
    '文件不含可读的证书（PEM 或 DER）',
    'The file holds no readable certificate (PEM or DER)',
    where,
  );

/**
 * All certificates of a file.
 * @param where the file, for the error
 * @throws LedgerError `timestamp.certificate`
 */
export function readCertificates(content: Uint8Array, where?: string): Certificate[] {
  const blocks: readonly (string | Uint8Array)[] = Buffer.from(content)
    .toString('latin1')
    .match(PEM) ?? [content];
  try {
    return blocks.map((block) => Certificate.fromBER(new X509Certificate(block).raw));
  } catch {
    throw unreadable(where);
  }
}

/** The same certificates as PEM. @throws LedgerError `timestamp.certificate` */
export const formatCertificates = (certificates: readonly Certificate[]): string =>
  certificates.map((certificate) => asNode(certificate).toString()).join('');

/** Its bytes, what was signed in them as it came. */
export const derOf = (certificate: Certificate): Uint8Array =>
  new Uint8Array(certificate.toSchema().toBER());

const asNode = (certificate: Certificate): X509Certificate =>
  new X509Certificate(derOf(certificate));

/** Whose certificate: `CN=..., O=...`. */
export const subjectOf = (certificate: Certificate): string =>
  asNode(certificate).subject.split('\n').reverse().join(', ');
