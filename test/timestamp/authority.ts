// A time stamp authority of our own, made by OpenSSL in a temporary folder: root, certificates good and bad, answers.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromBER, Integer, Sequence } from 'asn1js';

export const POLICY = '1.2.3.4.1';
export const OTHER_POLICY = '1.2.3.4.5';

export const hasOpenssl = spawnSync('openssl', ['version']).status === 0;

const CONFIG = (folder: string) => `
[ca]
default_ca = root
[root]
dir = ${folder}
database = ${folder}/index.txt
serial = ${folder}/serial.ca
new_certs_dir = ${folder}
certificate = ${folder}/root.pem
private_key = ${folder}/root.key
default_md = sha256
policy = any
[any]
commonName = supplied
[req]
distinguished_name = name
prompt = no
[name]
commonName = unused
[authority]
basicConstraints = critical, CA:true
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[stamper]
basicConstraints = critical, CA:false
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
[server]
basicConstraints = critical, CA:false
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping, serverAuth
[tsa]
default_tsa = tsa_one
[tsa_one]
dir = ${folder}
serial = ${folder}/serial.tsa
default_policy = ${POLICY}
other_policies = ${OTHER_POLICY}
digests = sha256, sha384, sha512
signer_digest = sha256
accuracy = secs:1
ess_cert_id_chain = no
ess_cert_id_alg = sha256
`;

export interface Authority {
  readonly folder: string;
  /** Path of a certificate: `root`, `stamper`, `expired`, `server`. */
  certificate(name: string): string;
  /** Answers a request (DER) as the certificate of this name. */
  reply(request: Uint8Array, signer?: string): Uint8Array;
  /** The same token signed by a certificate that OpenSSL would not stamp with. */
  replyAnyhow(request: Uint8Array, signer: string): Uint8Array;
  /** `openssl ts -verify`, the independent judge. */
  accepts(response: Uint8Array, data: Uint8Array): boolean;
  remove(): void;
}

/** @param more words with spaces in them */
function openssl(command: string, ...more: readonly string[]): Buffer {
  const { status, stdout, stderr } = spawnSync('openssl', [...command.split(' '), ...more]);
  if (status !== 0) throw new Error(`openssl ${command}: ${stderr.toString()}`);
  return stdout;
}

const LONG = '-startdate 20200101000000Z -enddate 20991231235959Z';
/** The certificates that the root issues: their extensions and their time. */
const CERTIFICATES: Readonly<Record<string, readonly [extensions: string, validity: string]>> = {
  stamper: ['stamper', LONG],
  expired: ['stamper', '-startdate 20200101000000Z -enddate 20210101000000Z'],
  server: ['server', LONG],
};

export function createAuthority(): Authority {
  const folder = mkdtempSync(join(tmpdir(), 'sunledger-tsa-'));
  const at = (name: string) => join(folder, name);
  const config = at('openssl.cnf');
  writeFileSync(config, CONFIG(folder));
  writeFileSync(at('index.txt'), '');
  writeFileSync(at('serial.ca'), '1000\n');
  writeFileSync(at('serial.tsa'), '01\n');
  const makeKey = (name: string) =>
    openssl(`genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out ${at(`${name}.key`)}`);
  const subject = (name: string) => ['-subj', `/CN=虚构时间戳机构 ${name}`];
  makeKey('root');
  openssl(
    `req -new -x509 -key ${at('root.key')} -days 36500 -utf8 -config ${config} -extensions authority -out ${at('root.pem')}`,
    ...subject('root'),
  );

  /** Path of a certificate, which is made when it is first asked for. */
  function certificate(name: string): string {
    const path = at(`${name}.pem`);
    if (existsSync(path)) return path;
    const [extensions, validity] = CERTIFICATES[name] ?? ['', ''];
    makeKey(name);
    openssl(
      `req -new -key ${at(`${name}.key`)} -utf8 -config ${config} -out ${at('request.csr')}`,
      ...subject(name),
    );
    openssl(
      `ca -batch -config ${config} -in ${at('request.csr')} -extensions ${extensions} -utf8 -notext ${validity} -out ${path}`,
    );
    return path;
  }

  function reply(request: Uint8Array, signer = 'stamper', more = ''): Uint8Array {
    const path = certificate(signer);
    writeFileSync(at('request.tsq'), request);
    openssl(
      `ts -reply -config ${config} -section tsa_one -queryfile ${at('request.tsq')} -signer ${path} -inkey ${at(`${signer}.key`)}${more} -out ${at('reply.tsr')}`,
    );
    return readFileSync(at('reply.tsr'));
  }

  return {
    folder,
    certificate,
    reply: (request, signer) => reply(request, signer),
    replyAnyhow(request, signer) {
      writeFileSync(at('token'), reply(request, 'stamper', ' -token_out'));
      openssl(`cms -verify -noverify -inform DER -in ${at('token')} -out ${at('info')}`);
      openssl(
        `cms -sign -nodetach -binary -cades -md sha256 -econtent_type 1.2.840.113549.1.9.16.1.4 -in ${at('info')} -signer ${certificate(signer)} -inkey ${at(`${signer}.key`)} -outform DER -out ${at('token')}`,
      );
      const token = fromBER(readFileSync(at('token'))).result;
      const granted = new Sequence({ value: [new Integer({ value: 0 })] });
      return new Uint8Array(new Sequence({ value: [granted, token] }).toBER());
    },
    accepts(response, data) {
      writeFileSync(at('reply.tsr'), response);
      writeFileSync(at('data'), data);
      const words = `ts -verify -in ${at('reply.tsr')} -data ${at('data')} -CAfile ${at('root.pem')}`;
      return spawnSync('openssl', words.split(' ')).status === 0;
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
