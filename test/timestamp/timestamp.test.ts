// Time stamps of signed heads, by an authority of our own that OpenSSL runs: asked for, kept, judged, shown.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { ledgerPaths } from '../../src/openLog.js';
import { isLedgerError } from '../../src/kernel/errors.js';
import { readEvidence } from '../../src/proof/exportEvidence.js';
import { verifyFolder } from '../../src/proof/verifyFolder.js';
import { readCertificates } from '../../src/timestamp/certificates.js';
import { formatStampRequest, parsePolicyOid } from '../../src/timestamp/request.js';
import { hexOf } from '../../src/timestamp/response.js';
import { attachStamp, fetchStamp, requestStamp } from '../../src/timestamp/stamping.js';
import { verifyTimestamp } from '../../src/timestamp/verify.js';
import { verifyEvidence } from '../../src/transparency/index.js';
import { createProvedLedger, tamperWith, type ProvedLedger } from '../proof/provedLedger.js';
import { sunledger } from '../support/cli.js';
import { createAuthority, hasOpenssl, OTHER_POLICY, POLICY, type Authority } from './authority.js';

const [describeStamped, skipped] = hasOpenssl
  ? [describe, '']
  : [describe.skip, ' [SKIPPED: needs openssl]'];

describeStamped(`a time stamp${skipped}`, () => {
  let authority: Authority;
  let ledger: ProvedLedger;
  beforeAll(() => {
    authority = createAuthority();
  });
  afterAll(() => authority.remove());
  beforeEach(async () => {
    ledger = createProvedLedger();
    await ledger.append(5);
  });
  afterEach(() => ledger.remove());

  const root = (name = 'root') => readFileSync(authority.certificate(name));
  const request = (policy?: string) =>
    ledger.use((_, signing) =>
      requestStamp(signing, { clock: Date.now, random: randomBytes, policy }),
    );
  const attach = (response: Uint8Array, ca = root()) =>
    ledger.use((_, signing) => attachStamp(signing, response, ca, Date.now));
  const note = () =>
    ledger.use((_, signing) => Promise.resolve(signing.heads().latest()?.note ?? ''));

  it('is asked for with the digest of the signed checkpoint, and the answer is kept with it', async () => {
    const { request: asked, size } = await request();
    expect(size).toBe(5);
    const before = Date.now() - 2000;
    const response = authority.reply(asked);
    expect(authority.accepts(response, Buffer.from(await note()))).toBe(true);
    const kept = await attach(response);
    expect(kept).toMatchObject({ size: 5, policy: POLICY, added: true });
    expect(kept.authority).toContain('虚构时间戳机构 stamper');
    expect(Date.parse(kept.time)).toBeGreaterThan(before);
    const { timestamps, timestampsUnder, findings } = await verifyFolder(ledger.config);
    expect(findings).toEqual([]);
    expect(timestamps).toMatchObject([{ size: 5, time: kept.time }]);
    expect(timestampsUnder).toBe('kept');
    expect(await attach(response)).toMatchObject({ added: false });
  });

  it('is a request that OpenSSL reads as it was meant', async () => {
    const { request: asked } = await request(OTHER_POLICY);
    const path = join(authority.folder, 'read.tsq');
    writeFileSync(path, asked);
    const { stdout } = spawnSync('openssl', ['ts', '-query', '-in', path, '-text'], {
      encoding: 'utf8',
    });
    expect(stdout).toContain('Hash Algorithm: sha256');
    expect(stdout).toContain(`Policy OID: ${OTHER_POLICY}`);
    expect(stdout).toContain('Certificate required: yes');
    expect(stdout).toMatch(/Nonce: 0x[0-9A-F]{30,}/);
    expect(await attach(authority.reply(asked))).toMatchObject({ policy: OTHER_POLICY });
  });

  it('of an older checkpoint stays with that one when the ledger has grown', async () => {
    const { request: asked } = await request();
    await ledger.append(3);
    await ledger.sign();
    expect(await attach(authority.reply(asked))).toMatchObject({ size: 5 });
    const heads = await ledger.use(async (_, signing) => ({
      covered: await signing.headCovering(5),
      later: await signing.headCovering(6),
    }));
    expect(heads).toMatchObject({ covered: { size: 5 }, later: { size: 8 } });
  });

  const refusals: [string, string, () => Promise<unknown>][] = [
    [
      'over something else',
      'timestamp.imprint',
      async () => {
        const { request: asked } = await request();
        const nonce = nonceOf(asked);
        const other = formatStampRequest({ data: Buffer.from('其他内容'), nonce });
        return attach(authority.reply(other));
      },
    ],
    [
      'with a nonce that nobody asked with',
      'timestamp.unasked',
      async () => {
        await request();
        const nonce = Buffer.alloc(16, 9);
        const asked = formatStampRequest({ data: Buffer.from(await note()), nonce });
        return attach(authority.reply(asked));
      },
    ],
    [
      'that was asked for once and answered twice',
      'timestamp.answered',
      async () => {
        const { request: asked } = await request();
        await attach(authority.reply(asked));
        return attach(authority.reply(asked));
      },
    ],
    [
      'by a certificate that had expired',
      'timestamp.expired',
      async () => attach(authority.reply((await request()).request, 'expired')),
    ],
    [
      'by a certificate that may do other things too',
      'timestamp.purpose',
      async () => attach(authority.replyAnyhow((await request()).request, 'server')),
    ],
    [
      'by an authority that is not believed',
      'timestamp.untrusted',
      async () => {
        const stranger = createAuthority();
        const response = stranger.reply((await request()).request);
        stranger.remove();
        return attach(response);
      },
    ],
    [
      'under another policy than was asked for',
      'timestamp.policy',
      async () => {
        const { request: asked } = await request('1.2.3.4.1');
        const nonce = nonceOf(asked);
        const data = Buffer.from(await note());
        return attach(authority.reply(formatStampRequest({ data, nonce, policy: OTHER_POLICY })));
      },
    ],
    [
      'that the authority would not give',
      'timestamp.rejected',
      async () => attach(authority.reply((await request('1.9.9.9')).request)),
    ],
    ['that is none', 'timestamp.malformed', () => attach(Buffer.from('虚构'))],
    [
      'with a byte too many',
      'timestamp.malformed',
      async () => attach(Buffer.concat([authority.reply((await request()).request), Buffer.of(0)])),
    ],
    [
      'judged with a file that holds no certificate',
      'timestamp.certificate',
      async () => attach(authority.reply((await request()).request), Buffer.from('虚构')),
    ],
    [
      'asked for under a policy that is none',
      'timestamp.policy_form',
      () => Promise.resolve(() => parsePolicyOid('政策')).then((parse) => parse()),
    ],
  ];
  /** The 16 bytes behind the last INTEGER of a request of ours. */
  const nonceOf = (asked: Uint8Array): Uint8Array => {
    const bytes = Buffer.from(asked);
    return bytes.subarray(bytes.lastIndexOf(Buffer.of(0x02, 0x10)) + 2).subarray(0, 16);
  };

  it.each(refusals)('%s is refused (%s)', async (_, code, attempt) => {
    const added = await ledger.use((__, signing) =>
      Promise.resolve(signing.heads().attestations.timestamps().length),
    );
    expect(added).toBe(0);
    await expect(attempt()).rejects.toMatchObject({ code });
    const { timestamps, findings } = await verifyFolder(ledger.config);
    expect(findings).toEqual([]);
    expect(timestamps).toHaveLength(code === 'timestamp.answered' ? 1 : 0);
  });

  it('does not pass with a byte of it changed', async () => {
    const data = Buffer.from('虚构的检查点');
    const nonce = Buffer.alloc(16, 3);
    const response = Buffer.from(authority.reply(formatStampRequest({ data, nonce })));
    const given = readCertificates(root());
    const claim = { data, nonce: hexOf(nonce), policy: POLICY };
    const good = await verifyTimestamp({ ...claim, response }, given);
    const passed: number[] = [];
    for (let at = 0; at < response.length; at += 7) {
      const altered = Buffer.from(response);
      altered[at] = (altered[at] ?? 0) ^ 1;
      const verdict = await verifyTimestamp({ ...claim, response: altered }, given).catch(
        (error: unknown) => (isLedgerError(error) ? error.code : error),
      );
      if (typeof verdict === 'string') expect(verdict).toMatch(/^timestamp\./);
      else {
        expect(verdict).toEqual(good);
        passed.push(at);
      }
    }
    // Status, versions and what is written twice are not signed; all that is answered is.
    expect(passed.length).toBeLessThan(20);
  });

  it('is found by verify when anything of it was altered, or its head was', async () => {
    await attach(authority.reply((await request()).request));
    const keys = join(ledger.folder, 'data', 'keys');
    const alterations: [string, string][] = [
      ["response = CAST(replace(CAST(response AS TEXT), '虚构', '虚假') AS BLOB)", 'timestamp'],
      ["authority = replace(authority, 'A', 'B')", 'timestamp'],
      ['number = number + 1', 'timestamp'],
      ['head = head + 1', 'timestamp_request'],
      ["policy = '1.2.3'", 'timestamp_request'],
      ["nonce = 'abc'", 'timestamp_request'],
    ];
    for (const [index, [alteration, table]] of alterations.entries()) {
      const copy = join(ledger.folder, `keys-${index}`);
      cpSync(keys, copy, { recursive: true });
      tamperWith(join(copy, 'heads.sqlite'), `UPDATE ${table} SET ${alteration}`);
      const { findings } = await verifyFolder({ ...ledger.config, keyFolder: copy });
      const codes = findings.map(({ code, where }) => `${code} ${where ?? ''}`);
      expect([alteration, codes.join()]).toEqual([
        alteration,
        expect.stringMatching(/^timestamp\.(invalid|gap) (before )?timestamp [01]$/),
      ]);
    }
    const { timestamps } = await verifyFolder(ledger.config, {
      authorities: [authority.certificate('root')],
    });
    expect(timestamps).toHaveLength(1);
    const stranger = createAuthority();
    const { findings } = await verifyFolder(ledger.config, {
      authorities: [stranger.certificate('root')],
    });
    stranger.remove();
    expect(findings).toMatchObject([{ code: 'timestamp.invalid', where: 'timestamp 0' }]);
    expect(findings[0]?.text.en).toContain('timestamp.untrusted');
    expect(ledgerPaths(ledger.config).heads).toContain('heads.sqlite');
  });

  it('is fetched from an authority over HTTP, and what is no answer is refused', async () => {
    const types: string[] = [];
    const server = createServer((incoming, response) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('end', () => {
        types.push(incoming.headers['content-type'] ?? '');
        if (incoming.url === '/busy') response.writeHead(503).end();
        else if (incoming.url === '/page') response.end('<html>');
        else
          response
            .setHeader('Content-Type', 'application/timestamp-reply')
            .end(authority.reply(Buffer.concat(chunks)));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { dataDir } = ledger.config;
    const ca = ['--tsa-ca', authority.certificate('root')];
    const ran = await sunledger(dataDir, 'timestamp', 'request', '--url', `${url}/tsa`, ...ca);
    expect([ran.code, ran.stderr]).toEqual([0, '']);
    expect(ran.stdout).toContain('已保存时间戳 / time stamp kept');
    expect(types).toEqual(['application/timestamp-query']);
    for (const path of ['busy', 'page'])
      await expect(fetchStamp(`${url}/${path}`, Buffer.of(1))).rejects.toMatchObject({
        code: 'timestamp.unreachable',
      });
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await expect(fetchStamp(url, Buffer.of(1))).rejects.toMatchObject({
      code: 'timestamp.unreachable',
    });
  });

  it('goes by files where the ledger has no network, and verify shows it', async () => {
    const { dataDir } = ledger.config;
    const query = join(ledger.folder, 'request.tsq');
    const reply = join(ledger.folder, 'reply.tsr');
    const ca = ['--tsa-ca', authority.certificate('root')];
    expect((await sunledger(dataDir, 'timestamp', 'request', '-o', query)).code).toBe(0);
    writeFileSync(reply, authority.reply(readFileSync(query)));
    const attached = await sunledger(dataDir, 'timestamp', 'attach', reply, ...ca);
    expect([attached.code, attached.stderr]).toEqual([0, '']);
    const verified = await sunledger(dataDir, 'verify', ...ca);
    expect(verified.stdout).toMatch(
      /时间戳 \/ time stamps {4}1 \(≤ 5, \d{4}-.*虚构时间戳机构 stamper\)/,
    );
    expect(verified.stdout).not.toContain('--tsa-ca');
    expect((await sunledger(dataDir, 'verify')).stdout).toContain('--tsa-ca');
    for (const words of [
      [],
      ['--url', 'http://localhost'],
      ['-o', 'x', '--url', 'http://localhost', ...ca],
    ]) {
      const refused = await sunledger(dataDir, 'timestamp', 'request', ...words);
      expect([refused.code, refused.stderr]).toEqual([
        2,
        expect.stringContaining('timestamp.where'),
      ]);
    }
  });

  it('comes along with evidence, and is judged there under the authority that the reader brings', async () => {
    const { dataDir } = ledger.config;
    await attach(authority.reply((await request()).request));
    await ledger.append(2);
    await ledger.sign();
    const folder = join(ledger.folder, 'evidence');
    const exported = await sunledger(dataDir, 'export', 'evidence', '--event', '3', '-o', folder);
    expect([exported.code, exported.stderr]).toEqual([0, '']);
    const files = readEvidence(folder);
    const [response, data] = ['0.tsr', '0.checkpoint'].map((name) =>
      Buffer.from(files.get(`timestamps/${name}`) ?? []),
    );
    expect(authority.accepts(response!, data!)).toBe(true);
    const check = (...more: string[]) => sunledger(dataDir, 'verify', '--bundle', folder, ...more);
    const unchecked = await check();
    expect([unchecked.code, unchecked.stdout]).toEqual([0, expect.stringContaining('--tsa-ca')]);
    const checked = await check('--tsa-ca', authority.certificate('root'));
    expect(checked.stdout).toMatch(/✓ 时间戳 \/ time stamp \d{4}-.*虚构时间戳机构 stamper/);
    expect(checked.code).toBe(0);
    const stranger = createAuthority();
    const untrusted = await check('--tsa-ca', stranger.certificate('root'));
    stranger.remove();
    expect([untrusted.code, untrusted.stdout]).toEqual([
      1,
      expect.stringContaining('timestamp.untrusted'),
    ]);
    const codes = (changed: ReadonlyMap<string, Uint8Array | undefined>) => {
      const all = new Map([...files, ...changed]);
      for (const [name, bytes] of changed) if (bytes === undefined) all.delete(name);
      const { problems } = verifyEvidence(all as ReadonlyMap<string, Uint8Array>, undefined);
      return problems.map(({ file, code }) => `${file} ${code}`);
    };
    expect(codes(new Map())).toEqual([]);
    expect(codes(new Map([['timestamps/0.checkpoint', undefined]]))).toEqual([
      'timestamps/0.checkpoint evidence.missing',
    ]);
    const later = Buffer.from(await note());
    expect(codes(new Map([['timestamps/0.checkpoint', later]]))).toEqual([
      'timestamps/0.checkpoint evidence.checkpoint',
    ]);
  });
});
