// Evidence for strangers: what `prove` and `export evidence` write verifies alone, and nothing altered passes.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDocuments } from '../../src/openLog.js';
import { selectEvents, type EvidenceScope } from '../../src/proof/evidenceScope.js';
import { exportEvidence, readEvidence } from '../../src/proof/exportEvidence.js';
import { carryingProof, findRecord, type Disclose } from '../../src/proof/prove.js';
import {
  inclusionFault,
  parseProof,
  parseCheckpoint,
  defaultHasher,
  verifyEvidence,
  type EvidenceTrust,
} from '../../src/transparency/index.js';
import { createProvedLedger, type ProvedLedger } from './provedLedger.js';

let ledger: ProvedLedger;
let folder: string;
let vkeys: readonly string[];
beforeAll(async () => {
  ledger = createProvedLedger();
  folder = mkdtempSync(join(tmpdir(), 'sunledger-evidence-'));
  await ledger.append(20);
  await ledger.append(6, { classification: 'internal' });
  await ledger.append(3, { classification: 'sealed', matter: 'matter-2' });
  await ledger.store('虚构的会议纪要');
  await ledger.sign();
  vkeys = await ledger.use((_, signing) => Promise.resolve(signing.vkeys()));
});
afterAll(() => {
  ledger.remove();
  rmSync(folder, { recursive: true, force: true });
});

const prove = (event: string, level: Disclose = 'none') =>
  ledger.use(async (log, signing) => {
    const record = await findRecord(log, event);
    const head = await signing.headCovering(Number(record.position) + 1);
    return carryingProof(log, head, record, signing.vkeys(), level);
  });
let exports = 0;
const exportTo = (scope: EvidenceScope, disclose: Disclose = 'none') =>
  ledger.use(async (log, signing) =>
    exportEvidence({
      ...(await selectEvents(log, scope)),
      log,
      signing,
      documents: openDocuments(ledger.config),
      disclose,
      folder: join(folder, `evidence-${++exports}`),
    }),
  );
const single = (text: string) => new Map([['x.tlog-proof', Buffer.from(text)]]);
const codes = (files: ReadonlyMap<string, Uint8Array>, trust: EvidenceTrust = { vkeys }) =>
  verifyEvidence(files, trust).problems.map(({ file, code }) => `${file}:${code}`);

describe('a proof of one event', () => {
  it('is one file that verifies under a key that was obtained elsewhere', async () => {
    const verdict = verifyEvidence(single(await prove('7')), { vkeys });
    expect(verdict).toMatchObject({ ok: true, keysFrom: 'given', problems: [] });
    expect(verdict.records).toMatchObject([{ index: 7, event: { data: { text: '虚构：同意' } } }]);
    expect(verdict.checkpoint?.size).toBe(30);
  });

  it('is a C2SP tlog-proof that leads from the event bytes to the checkpoint', async () => {
    const proof = parseProof(await prove('7'));
    const record = await ledger.use((log) => findRecord(log, '7'));
    const { size, root } = parseCheckpoint(proof.checkpoint).checkpoint;
    const leafHash = defaultHasher.leaf(record.bytes);
    const claim = { index: 7, size, leafHash, proof: proof.hashes, root };
    expect(inclusionFault(claim)).toBeUndefined();
  });

  it('says so when the only key is the one that came with it', async () => {
    const verdict = verifyEvidence(single(await prove('7')), undefined);
    expect(verdict).toMatchObject({ ok: true, keysFrom: 'evidence', vkeys });
  });

  it('does not pass under the key of another ledger', async () => {
    const stranger = createProvedLedger();
    await stranger.append(1);
    const other = await stranger.use((_, signing) => Promise.resolve(signing.vkeys()));
    stranger.remove();
    expect(codes(single(await prove('7')), { vkeys: other })).toEqual([
      'x.tlog-proof:note.unverified',
    ]);
  });

  it('withholds what is not public unless it is asked for', async () => {
    const withheld = verifyEvidence(single(await prove('22')), { vkeys });
    expect(withheld.ok).toBe(true);
    expect(JSON.stringify(withheld.records)).not.toContain('虚构');
    expect(withheld.records[0]?.fields.every(({ state }) => state === 'withheld')).toBe(true);
    const shown = verifyEvidence(single(await prove('22', 'internal')), { vkeys });
    expect(shown.records).toMatchObject([{ event: { data: { text: '虚构：同意' } } }]);
    const sealed = verifyEvidence(single(await prove('27', 'audit')), { vkeys });
    expect(JSON.stringify(sealed.records)).not.toContain('虚构');
    const all = verifyEvidence(single(await prove('27', 'all')), { vkeys });
    expect(JSON.stringify(all.records)).toContain('虚构');
  });

  it('proves nothing else with any one byte of it changed', async () => {
    const bytes = Buffer.from(await prove('22', 'all'));
    const { records } = verifyEvidence(new Map([['x.tlog-proof', bytes]]), { vkeys });
    let suggestions = 0;
    for (let at = 0; at < bytes.length; at++) {
      const altered = Buffer.from(bytes);
      altered[at] = (altered[at] ?? 0) ^ 1;
      const verdict = verifyEvidence(new Map([['x.tlog-proof', altered]]), { vkeys });
      if (!verdict.ok) continue;
      // The keys that the file suggests are no part of what is proved, and are not used when keys are given.
      suggestions += 1;
      expect(verdict.records).toEqual(records);
    }
    expect(suggestions).toBeLessThan(JSON.stringify(vkeys).length * 2);
  });

  it('answers hostile input with problems', () => {
    for (const text of ['', '\n\n', 'c2sp.org/tlog-proof@v1\nindex 0\n\n', '虚构'])
      expect(verifyEvidence(single(text), { vkeys }).ok).toBe(false);
    expect(verifyEvidence(new Map(), { vkeys }).ok).toBe(false);
    expect(verifyEvidence(single('x'), { vkeys: ['not a key'] }).ok).toBe(false);
  });
});

describe('an evidence folder', () => {
  it('holds the events of a matter with proofs, the documents they name, and verifies', async () => {
    const exported = await exportTo({ matter: 'matter-1' });
    expect(exported).toMatchObject({ documents: ledger.documents, missingDocuments: [] });
    expect(exported.events).toHaveLength(27);
    expect(readdirSync(exported.folder).sort()).toEqual(
      [
        'README.md checkpoint disclosures documents events evidence.json keys.txt proofs verify.html',
      ].flatMap((names) => names.split(' ')),
    );
    const verdict = verifyEvidence(readEvidence(exported.folder), { vkeys });
    expect(verdict).toMatchObject({ ok: true, documents: ledger.documents });
    expect(verdict.records).toHaveLength(27);
  });

  it('holds the events that name a person, also where only a disclosure does', async () => {
    const exported = await exportTo({ audit: 'person-2' }, 'all');
    expect(exported.events).toEqual([2, 7, 12, 17, 22, 28]);
    expect(readdirSync(join(exported.folder, 'disclosures')).sort()).toEqual([
      '22.json',
      '28.json',
    ]);
    expect(verifyEvidence(readEvidence(exported.folder), { vkeys }).ok).toBe(true);
  });

  it('holds one event by its id', async () => {
    const record = await ledger.use((log) => findRecord(log, '3'));
    const { id } = JSON.parse(Buffer.from(record.bytes).toString()) as { id: string };
    expect((await exportTo({ event: id })).events).toEqual([3]);
  });

  it('is not written over another, and not without events', async () => {
    await expect(exportTo({ matter: 'no-such-matter' })).rejects.toMatchObject({
      code: 'evidence.nothing',
    });
    await exportTo({ event: '3' });
    exports -= 1;
    await expect(exportTo({ event: '3' })).rejects.toMatchObject({ code: 'evidence.folder' });
  });

  it('names the file wherever one byte of it is changed', async () => {
    const { folder: path } = await exportTo({ matter: 'matter-2' }, 'all');
    const files = readEvidence(path);
    const evidence = [...files].filter(([name]) =>
      /^(proofs|events|disclosures|checkpoint)/.test(name),
    );
    expect(evidence).toHaveLength(3 + 3 + 3 + 1);
    const unnoticed: string[] = [];
    for (const [name, original] of evidence)
      for (let at = 0; at < original.length; at += 13) {
        const altered = Uint8Array.from(original);
        altered[at] = (altered[at] ?? 0) ^ 1;
        const { problems } = verifyEvidence(new Map([...files, [name, altered]]), { vkeys });
        if (!problems.some(({ file }) => file === name)) unnoticed.push(`${name} byte ${at}`);
      }
    expect(unnoticed).toEqual([]);
  });

  it('names a file that is missing, one that was added, and a document that no record names', async () => {
    const exported = await exportTo({ matter: 'matter-1' });
    const files = readEvidence(exported.folder);
    const [sha256 = ''] = ledger.documents;
    const without = new Map([...files].filter(([name]) => name !== 'proofs/5.tlog-proof'));
    expect(codes(without)).toEqual(
      expect.arrayContaining([
        'proofs/5.tlog-proof:evidence.missing',
        'events/5.json:evidence.unlisted',
      ]),
    );
    const noDocument = new Map([...files].filter(([name]) => name !== `documents/${sha256}`));
    expect(codes(noDocument)).toEqual([`documents/${sha256}:evidence.missing`]);
    const other = Buffer.from('虚构的另一份文件');
    const digest = Buffer.from(defaultHasher.sha256(other)).toString('hex');
    expect(codes(new Map([...files, [`documents/${digest}`, other]]))).toEqual([
      `documents/${digest}:document.unreferenced`,
      `documents/${digest}:evidence.unlisted`,
    ]);
  });

  it('says which document it could not add', async () => {
    const [sha256 = ''] = ledger.documents;
    const objects = join(ledger.config.dataDir, 'documents');
    const away = join(folder, 'away');
    cpSync(objects, away, { recursive: true });
    rmSync(objects, { recursive: true });
    const exported = await exportTo({ matter: 'matter-1' });
    cpSync(away, objects, { recursive: true });
    expect(exported).toMatchObject({ documents: [], missingDocuments: [sha256] });
    expect(readFileSync(join(exported.folder, 'README.md'), 'utf8')).toContain(sha256);
    expect(verifyEvidence(readEvidence(exported.folder), { vkeys }).ok).toBe(true);
  });

  it('is about any events and documents, under any title, for whoever chooses them', async () => {
    const [sha256 = ''] = ledger.documents;
    const at = (event: string) => ledger.use((log) => findRecord(log, event));
    const { id } = JSON.parse(Buffer.from((await at('4')).bytes).toString()) as { id: string };
    const chosen = { title: '离任审计（虚构）', events: ['9', id, '9'], attached: [sha256] };
    const exportChosen = (more: object) =>
      ledger.use((log, signing) =>
        exportEvidence({
          ...chosen,
          log,
          signing,
          documents: openDocuments(ledger.config),
          disclose: 'none',
          folder: join(folder, `evidence-${++exports}`),
          ...more,
        }),
      );
    const exported = await exportChosen({});
    expect(exported).toMatchObject({ events: [4, 9, 29], documents: [sha256] });
    const verdict = verifyEvidence(readEvidence(exported.folder), { vkeys });
    expect(verdict).toMatchObject({ ok: true, documents: [sha256] });
    expect(readFileSync(join(exported.folder, 'README.md'), 'utf8')).toContain(chosen.title);
    await expect(exportChosen({ attached: ['0'.repeat(64)] })).rejects.toMatchObject({
      code: 'evidence.document',
    });
  });
});
