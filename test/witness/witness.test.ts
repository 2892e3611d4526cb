// A witness over real HTTP: the answers of C2SP tlog-witness, and that it never goes back, whatever races or restarts.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { cpSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import {
  consistencyProof,
  ed25519PublicKey,
  evaluatePolicy,
  formatAddCheckpoint,
  formatVerifierKey,
  KEY_TYPE,
  originHash,
  parsePolicy,
  verifierKey,
  type Hash,
} from '../../src/transparency/index.js';
import { treeHasher } from '../../src/log/treeHasher.js';
import { treeReader } from '../../src/signing/treeProofs.js';
import { requestCosignatures } from '../../src/witness/requestCosignatures.js';
import { loadWitnessKey, witnessVkey } from '../../src/witness/witnessKey.js';
import { createWitness } from '../../src/witness/witnessServer.js';
import { openWitnessStore, type WitnessStore } from '../../src/witness/witnessStore.js';
import { keyOptions, openLedgerSigning, openLog } from '../../src/openLog.js';
import { backUp } from '../../src/proof/backup.js';
import { verifyFolder } from '../../src/proof/verifyFolder.js';
import { rotateKeys } from '../../src/signing/keyRing.js';
import {
  createProvedLedger,
  ORIGIN,
  tamperWith,
  type ProvedLedger,
} from '../proof/provedLedger.js';
import { sunledger } from '../support/cli.js';
import { startTestService } from '../support/service.js';
import { itWith, sharedPath } from '../support/sharedFolder.js';

const NAME = 'example.com/witness';
let folder: string;
let server: Server;
let store: WitnessStore;
let url: string;
const failures: unknown[] = [];

async function start(logs: readonly string[], clock = Date.now): Promise<void> {
  const key = loadWitnessKey(join(folder, 'keys', 'witness.key'), NAME, randomBytes);
  store = openWitnessStore(join(folder, 'witness.sqlite'));
  server = createWitness({
    store,
    key,
    logs,
    clock,
    onFailure: (error) => failures.push(error),
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
async function stop(): Promise<void> {
  await new Promise((resolve) => server.close(resolve).closeAllConnections());
  store.close();
}
const add = (body: string) => fetch(`${url}/add-checkpoint`, { method: 'POST', body });

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sunledger-witness-'));
});
afterEach(async () => {
  await stop();
  rmSync(folder, { recursive: true, force: true });
  expect(failures.splice(0)).toEqual([]);
});

interface Case {
  readonly body: string;
  readonly status: number;
  readonly body_check: string;
  readonly body_value: string;
}

describe('a witness', () => {
  itWith(
    'vectors/torchwood-litewitness',
    'answers the requests of torchwood as it does, with 404 for an unknown log',
    async () => {
      const vectors = JSON.parse(
        readFileSync(sharedPath('vectors/torchwood-litewitness/add-checkpoint.json'), 'utf8'),
      ) as { log_origin: string; log_public_key_hex: string; requests: Case[] };
      const publicKey = Buffer.from(vectors.log_public_key_hex, 'hex');
      const vkey = formatVerifierKey(verifierKey(vectors.log_origin, KEY_TYPE.ed25519, publicKey));
      await start([vkey]);
      const answers: { status: number; wanted: number }[] = [];
      for (const { body, status, body_value } of vectors.requests) {
        const response = await add(body);
        const text = await response.text();
        const wanted = body_value === 'unknown log' ? 404 : status;
        answers.push({ status: response.status, wanted });
        if (wanted === 409) {
          expect(response.headers.get('content-type')).toBe('text/x.tlog.size');
          expect(text.trim()).toBe(body_value.trim());
        }
        if (wanted === 200) expect(text).toContain(`— ${NAME} `);
      }
      expect(answers.map(({ status }) => status)).toEqual(answers.map(({ wanted }) => wanted));
      expect(answers.length).toBe(9);
      const latest = await fetch(`${url}/${originHash(vectors.log_origin)}/checkpoint`);
      expect(latest.status).toBe(200);
      expect(await latest.text()).toContain(`— ${NAME} `);
    },
  );
});

describe('a witness of a ledger of ours', () => {
  let ledger: ProvedLedger;
  let logKey: string;
  beforeEach(async () => {
    ledger = createProvedLedger();
    await ledger.append(10);
    logKey = await ledger.use((_, signing) => Promise.resolve(signing.vkeys()[0] ?? ''));
    await start([logKey]);
  });
  afterEach(() => ledger.remove());

  const policy = () => {
    const key = loadWitnessKey(join(folder, 'keys', 'witness.key'), NAME, randomBytes);
    return parsePolicy(`log ${logKey}\nwitness one ${witnessVkey(key)} ${url}\nquorum one\n`);
  };
  const request = () => ledger.use((log, signing) => requestCosignatures(log, signing, policy()));
  const proofBetween = (old: number, size: number): Promise<Hash[]> =>
    ledger.use((log) => consistencyProof(old, size, treeReader(log, size), treeHasher));

  it('cosigns its head, follows its growth, and serves what it cosigned last', async () => {
    expect(await request()).toMatchObject({ cosigned: ['one'], refused: [], quorumReached: true });
    await ledger.append(300);
    const { note, quorumReached } = await request();
    expect(quorumReached).toBe(true);
    expect(evaluatePolicy(policy(), note).cosignatures).toHaveLength(1);
    const latest = await (await fetch(`${url}/${originHash(ORIGIN)}/checkpoint`)).text();
    expect(evaluatePolicy(policy(), latest)).toMatchObject({
      quorumReached: true,
      opened: { checkpoint: { size: 310 } },
    });
  });

  it('lets one of two racing requests win, and the other be told the new size', async () => {
    await request();
    await ledger.append(5);
    const older = await ledger.sign();
    await ledger.append(5);
    const newer = await ledger.sign();
    const answers = await Promise.all([
      add(formatAddCheckpoint(10, await proofBetween(10, 20), newer)),
      add(formatAddCheckpoint(10, await proofBetween(10, 15), older)),
    ]);
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([200, 409]);
  });

  it('remembers after a restart, and never goes back', async () => {
    const older = await ledger.sign();
    await ledger.append(5);
    await request();
    await stop();
    await start([logKey]);
    const answer = await add(formatAddCheckpoint(0, [], older));
    expect(answer.status).toBe(409);
    expect(await answer.text()).toBe('15\n');
    expect((await add(formatAddCheckpoint(15, [], older))).status).toBe(400);
  });

  it('refuses a tree that contradicts the one it cosigned, though the same key signed it', async () => {
    const forked = createProvedLedger();
    await forked.append(1);
    rmSync(forked.config.dataDir, { recursive: true });
    cpSync(ledger.config.dataDir, forked.config.dataDir, { recursive: true });
    await ledger.append(5);
    await request();
    await forked.append(8);
    const note = await forked.sign();
    const proof = await forked.use((log) =>
      consistencyProof(15, 18, treeReader(log, 18), treeHasher),
    );
    expect((await add(formatAddCheckpoint(15, proof, note))).status).toBe(422);
    const refusal = await forked.use((log, signing) => requestCosignatures(log, signing, policy()));
    expect(refusal).toMatchObject({ cosigned: [], quorumReached: false });
    forked.remove();
  });

  it('refuses a checkpoint that the key of the log did not sign', async () => {
    const stranger = createProvedLedger();
    await stranger.append(12);
    expect((await add(formatAddCheckpoint(0, [], await stranger.sign()))).status).toBe(403);
    stranger.remove();
  });

  it('refuses what it cannot read, and knows no other path', async () => {
    expect((await add('nonsense')).status).toBe(400);
    expect((await add('x'.repeat(200_000))).status).toBe(413);
    expect((await fetch(`${url}/add-checkpoint`)).status).toBe(405);
    expect((await fetch(`${url}/${'0'.repeat(64)}/checkpoint`)).status).toBe(404);
    expect((await fetch(`${url}/elsewhere`)).status).toBe(404);
  });

  it('keeps its key to itself, and keeps it', () => {
    const path = join(folder, 'keys', 'witness.key');
    if (process.platform !== 'win32') expect(statSync(path).mode & 0o077).toBe(0);
    const again = loadWitnessKey(path, NAME, randomBytes);
    expect(Buffer.from(ed25519PublicKey(again.seed)).toString('base64')).toBeTruthy();
    expect(loadWitnessKey(path, NAME, randomBytes)).toEqual(again);
    expect(() => loadWitnessKey(path, 'another', randomBytes)).toThrow(/example.com/);
  });

  it('that cannot be reached is named, and the quorum is not reached', async () => {
    const at = policy();
    await stop();
    const result = await ledger.use((log, signing) => requestCosignatures(log, signing, at));
    expect(result).toMatchObject({ cosigned: [], quorumReached: false });
    expect(result.refused).toMatchObject([{ witness: 'one' }]);
    await start([logKey]);
  });

  const cosignedSizes = () =>
    ledger.use((_, signing) => Promise.resolve(signing.heads().attestations.cosignedSizes(0)));

  it('is kept with the head that it cosigned: for proofs, evidence and whoever asks for the checkpoint', async () => {
    const { note } = await request();
    expect(await ledger.use((_, signing) => Promise.resolve(signing.latest()?.note))).toBe(note);
    await ledger.append(5);
    await ledger.sign();
    const { newest, covering, later } = await ledger.use(async (_, signing) => ({
      newest: signing.latest(),
      covering: await signing.headCovering(10),
      later: await signing.headCovering(11),
    }));
    expect(newest).toMatchObject({ size: 15 });
    expect(covering).toMatchObject({ size: 10, note });
    expect(later).toMatchObject({ size: 15 });
    const quorum = (text: string) => evaluatePolicy(policy(), text).quorumReached;
    const accepted = (size: number) =>
      ledger.use((_, signing) => signing.headCovering(size, quorum));
    expect(await accepted(10)).toMatchObject({ size: 10, note });
    await expect(accepted(11)).rejects.toMatchObject({ code: 'signing.no_quorum' });
    const backup = await backUp(ledger.config, join(folder, 'backup'));
    expect(backup).toMatchObject({ cosignatures: 1, cosignedSize: 10, findings: [] });
  });

  it('counts for the same tree when the ledger signs it again with a new key', async () => {
    await request();
    rotateKeys(keyOptions(ledger.config));
    const note = await ledger.sign();
    expect(note.split('\n').filter((line) => line.startsWith('\u2014'))).toHaveLength(3);
    expect(evaluatePolicy(policy(), note).quorumReached).toBe(true);
  });

  it('is served with the newest of its cosignatures, and all of them are kept', async () => {
    let now = Date.now();
    await stop();
    await start([logKey], () => now);
    await request();
    now += 60_000;
    const { note } = await request();
    const { cosignatures } = evaluatePolicy(policy(), note);
    expect(cosignatures.map(({ timestamp }) => timestamp)).toEqual([Math.floor(now / 1000)]);
    expect(await verifyFolder(ledger.config)).toMatchObject({ cosignatures: 2, cosignedSize: 10 });
  });

  it('that answers a line which does not verify is named, and nothing of it is kept', async () => {
    const liar = createServer((_, response) => {
      const line = `\u2014 ${NAME} ${Buffer.alloc(76, 1).toString('base64')}\n`;
      response.end(line);
    });
    await new Promise<void>((resolve) => liar.listen(0, '127.0.0.1', resolve));
    const { port } = liar.address() as AddressInfo;
    const key = loadWitnessKey(join(folder, 'keys', 'witness.key'), NAME, randomBytes);
    const two = parsePolicy(
      [
        `log ${logKey}`,
        `witness liar ${witnessVkey({ ...key, seed: Buffer.alloc(32, 7) })} http://127.0.0.1:${port}`,
        `witness one ${witnessVkey(key)} ${url}`,
        'group both all liar one',
        'quorum both\n',
      ].join('\n'),
    );
    const result = await ledger.use((log, signing) => requestCosignatures(log, signing, two));
    await new Promise((resolve) => liar.close(resolve));
    expect(result).toMatchObject({
      cosigned: ['one'],
      refused: [{ witness: 'liar' }],
      quorumReached: false,
    });
    expect(await verifyFolder(ledger.config)).toMatchObject({ cosignatures: 1, findings: [] });
  });

  it('is not asked under a policy that is of another ledger', async () => {
    const stranger = createProvedLedger();
    await stranger.append(1);
    const other = await stranger.use((_, signing) => Promise.resolve(signing.vkeys()[0] ?? ''));
    stranger.remove();
    const key = loadWitnessKey(join(folder, 'keys', 'witness.key'), NAME, randomBytes);
    const wrong = parsePolicy(`log ${other}\nwitness one ${witnessVkey(key)} ${url}\nquorum one\n`);
    await expect(
      ledger.use((log, signing) => requestCosignatures(log, signing, wrong)),
    ).rejects.toMatchObject({ code: 'note.unverified' });
    expect(await cosignedSizes()).toEqual([]);
  });

  it('whose kept cosignature was altered is found by verify, and spoils no checkpoint', async () => {
    await request();
    const plain = await ledger.use((_, signing) => Promise.resolve(signing.heads().latest()?.note));
    const alterations = [
      "line = replace(line, 'A', 'B')",
      'time = time + 1',
      "vkey = replace(vkey, 'example', 'another')",
    ];
    for (const [index, alteration] of alterations.entries()) {
      const copy = join(ledger.folder, `keys-${index}`);
      cpSync(join(ledger.config.dataDir, 'keys'), copy, { recursive: true });
      const config = { ...ledger.config, keyFolder: copy };
      tamperWith(join(copy, 'heads.sqlite'), `UPDATE cosignature SET ${alteration}`);
      const { findings, cosignatures } = await verifyFolder(config);
      expect(findings).toMatchObject([{ code: 'cosignature.invalid' }]);
      expect(findings[0]?.where).toContain('cosignature 10');
      expect(cosignatures).toBe(0);
      const log = openLog(config, 'read');
      const signing = await openLedgerSigning(config, log, 'read');
      if (!alteration.startsWith('time')) expect(signing.latest()?.note).toBe(plain);
      await signing.close();
      await log.close();
    }
    tamperWith(join(ledger.config.dataDir, 'keys/heads.sqlite'), 'UPDATE cosignature SET size = 9');
    const { findings } = await verifyFolder(ledger.config);
    expect(findings).toMatchObject([{ code: 'cosignature.stray', where: `cosignature 9 ${NAME}` }]);
  });

  it('is asked from the command line, and its cosignature is then served at /checkpoint', async () => {
    const path = join(folder, 'policy');
    const key = loadWitnessKey(join(folder, 'keys', 'witness.key'), NAME, randomBytes);
    const vkey = witnessVkey(key);
    writeFileSync(path, `log ${logKey}\nwitness one ${vkey} ${url}\nquorum one\n`);
    const { dataDir } = ledger.config;
    const environment = { SUNLEDGER_DATA: dataDir, SUNLEDGER_ORIGIN: ORIGIN };
    const service = await startTestService({ ...environment, SUNLEDGER_SIGN_EVERY_MS: '3600000' });
    const ran = await sunledger(dataDir, 'witness', 'request', '--policy', path);
    expect(ran.stdout).toContain('✓ one');
    expect(ran.code).toBe(0);
    const { text } = await service.request('GET', '/checkpoint');
    expect(evaluatePolicy(policy(), text)).toMatchObject({ quorumReached: true });
    const cosigned = await service.request('GET', '/api/v1/cosigned-checkpoint');
    expect(cosigned.text).toBe(text);
    const verified = await sunledger(dataDir, 'verify');
    expect(verified.stdout).toMatch(/副签 \/ cosignatures {5}1 \(≤ \d+\)/);
    const folderOut = join(folder, 'evidence');
    const exported = await sunledger(
      dataDir,
      ...['export', 'evidence', '--event', '3', '-o', folderOut, '--policy', path],
    );
    expect(exported.code).toBe(0);
    const judged = await sunledger(dataDir, 'verify', '--bundle', folderOut, '--policy', path);
    expect(judged.stdout).toContain('见证 / witnesses       one');
    expect(judged.code).toBe(0);
    await service.close();
    const without = await sunledger(dataDir, 'witness', 'request', '--policy', join(folder, 'no'));
    expect(without.code).toBe(2);
    expect(without.stderr).toContain('cli.file');
  });
});
