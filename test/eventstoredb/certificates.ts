// Certificates for tests of TLS: an authority, and a server that it vouches for.
import { webcrypto } from 'node:crypto';
import * as asn1js from 'asn1js';
import * as pkijs from 'pkijs';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256' };
const DAY = 86_400_000;

const engine = new pkijs.CryptoEngine({ name: 'node', crypto: webcrypto });

export interface Certified {
  /** PEM. */
  readonly key: Buffer;
  readonly certificate: Buffer;
}

interface Authority extends Certified {
  readonly privateKey: webcrypto.CryptoKey;
  readonly name: pkijs.RelativeDistinguishedNames;
}

function pem(label: string, der: ArrayBuffer): Buffer {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return Buffer.from(`-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`);
}

function named(text: string): pkijs.RelativeDistinguishedNames {
  const value = new asn1js.Utf8String({ value: text });
  const type = '2.5.4.3';
  return new pkijs.RelativeDistinguishedNames({
    typesAndValues: [new pkijs.AttributeTypeAndValue({ type, value })],
  });
}

const extension = (extnID: string, value: { toBER(): ArrayBuffer }, critical = false) =>
  new pkijs.Extension({ extnID, critical, extnValue: value.toBER() });

async function certify(
  subject: string,
  issuer: Authority | undefined,
  extensions: readonly pkijs.Extension[],
): Promise<Authority> {
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const name = named(subject);
  const certificate = new pkijs.Certificate();
  certificate.version = 2;
  certificate.serialNumber = new asn1js.Integer({ value: Math.floor(Math.random() * 2 ** 30) + 1 });
  certificate.subject = name;
  certificate.issuer = issuer?.name ?? name;
  certificate.notBefore.value = new Date(Date.now() - DAY);
  certificate.notAfter.value = new Date(Date.now() + 30 * DAY);
  certificate.extensions = [...extensions];
  await certificate.subjectPublicKeyInfo.importKey(keys.publicKey, engine);
  const { privateKey } = keys;
  await certificate.sign(issuer?.privateKey ?? privateKey, 'SHA-256', engine);
  return {
    name,
    privateKey,
    key: pem('PRIVATE KEY', await webcrypto.subtle.exportKey('pkcs8', privateKey)),
    certificate: pem('CERTIFICATE', certificate.toSchema(true).toBER()),
  };
}

export function createAuthority(name: string): Promise<Authority> {
  const isAuthority = new pkijs.BasicConstraints({ cA: true });
  return certify(name, undefined, [extension('2.5.29.19', isAuthority.toSchema(), true)]);
}

/** A server at 127.0.0.1. */
export function certifyServer(authority: Authority): Promise<Certified> {
  const value = new asn1js.OctetString({ valueHex: new Uint8Array([127, 0, 0, 1]).buffer });
  const names = new pkijs.GeneralNames({ names: [new pkijs.GeneralName({ type: 7, value })] });
  return certify('server', authority, [extension('2.5.29.17', names.toSchema())]);
}
