// The pages that QR codes open: one for an event, one for the tree that a report stood on. The server renders what it
// knows, the browser proves it. They must never show anything of an event but its stored, public bytes, nor load or run
// anything from elsewhere.
import { Router, type Request, type Response } from 'express';
import { isLedgerError, missing, type LedgerError } from '../kernel/errors.js';
import type { EventLog, StoredRecord } from '../log/eventLog.js';
import { treeHasher } from '../log/treeHasher.js';
import {
  embeddedJson,
  fillTemplate,
  verifierFile,
  verifierProgram,
} from '../proof/evidencePage.js';
import { carryingProof, findRecord, storedEvent } from '../proof/prove.js';
import { eventAddress, qrSvg, treeAddress, type VerifyAddress } from '../proof/verifyAddress.js';
import type { SignedHead, Signing } from '../signing/signing.js';
import { consistencyBetween, rememberingTreeReaders, treeHead } from '../signing/treeProofs.js';
import { encodeBase64, PROOF_ENDING } from '../transparency/index.js';
import { escapeHtml } from './html.js';
import { statusOf } from './problem.js';

const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const SIZE = /^(0|[1-9]\d{0,14})$/;

function sendPage(response: Response, html: string, status = 200): void {
  response
    .status(status)
    .setHeader('Content-Security-Policy', POLICY)
    .setHeader('Cache-Control', 'no-cache')
    .type('html')
    .send(html);
}

const table = (rows: readonly (readonly [name: string, value: string])[]): string =>
  `<table>${rows.map(([name, value]) => `<tr><th scope="row">${escapeHtml(name)}</th><td>${escapeHtml(value)}</td></tr>`).join('')}</table>`;

const codeOf = (address: VerifyAddress): string =>
  `<figure class="qr">${qrSvg(address)}<figcaption><code>${escapeHtml(address)}</code></figcaption></figure>`;

const headRows = ({ size, root }: SignedHead): [string, string][] => [
  ['已签名的树 / signed tree', String(size)],
  ['其根 / its root', encodeBase64(root)],
];

/** What the ledger itself says of the event; of one that is not public, what everybody may know. */
function eventFacts(record: StoredRecord, head: SignedHead): string {
  const event = storedEvent(record);
  const rows: [string, string | undefined][] = [
    ['位置 / position', record.position],
    ['类型 / type', event.type],
    ['发生 / time', event.time],
    ['入账 / recorded', event.recordedtime],
    ['单位 / unit', event.orgunit],
    ['事项 / matter', event.matter],
    ['公开级别 / classification', event.classification],
    ...headRows(head),
  ];
  return table(rows.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}

/** Reads a shipped file once, when it is first asked for. */
function once(read: () => string): () => string {
  let content: string | undefined;
  return () => (content ??= read());
}

/** A failure as a page for people, with the status that the API would answer. */
function sendFailure(response: Response, error: LedgerError): void {
  const { zh, en } = error.text;
  const html = `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>无法核验 / cannot be verified</title><link rel="stylesheet" href="/verify/page.css"><h1>无法核验 / cannot be verified</h1><p>${escapeHtml(zh)}</p><p>${escapeHtml(en)}</p></html>`;
  sendPage(response, html, statusOf(error));
}

/** @param publicUrl where outsiders reach the service; the address of each request when left out */
export function verifyPages(
  log: EventLog,
  signing: Signing,
  publicUrl: string | undefined,
): Router {
  const router = Router({ caseSensitive: true, strict: true });
  const readers = rememberingTreeReaders(log);
  const template = once(() => verifierFile('online.html'));
  const baseOf = (request: Request) =>
    publicUrl ?? `${request.protocol}://${request.headers.host ?? 'localhost'}`;

  /** Errors are pages here, not problem documents. */
  const page =
    (work: (request: Request, response: Response) => Promise<void>) =>
    async (request: Request, response: Response): Promise<void> => {
      try {
        await work(request, response);
      } catch (error) {
        if (!isLedgerError(error)) throw error;
        sendFailure(response, error);
      }
    };

  async function proofOf(id: string) {
    const record = await findRecord(log, id);
    const head = await signing.headCovering(Number(record.position) + 1);
    const read = readers(head.size);
    const proof = await carryingProof(log, head, record, signing.vkeys(), 'none', read);
    return { record, head, proof };
  }

  const assets = [
    ['page.css', 'css', once(() => verifierFile('page.css'))],
    ['page.js', 'js', once(() => verifierProgram('page.js'))],
    ['treePage.js', 'js', once(() => verifierProgram('treePage.js'))],
  ] as const;
  for (const [name, type, content] of assets)
    router.get(`/verify/${name}`, (_request, response) => {
      response.setHeader('Cache-Control', 'no-cache').type(type).send(content());
    });

  router.get(
    '/verify/tree/:size',
    page(async (request: Request, response) => {
      const asked = String(request.params['size']);
      if (!SIZE.test(asked))
        throw missing('http.no_route', '没有此地址', 'There is no such address');
      const size = Number(asked);
      const head = await signing.headCovering(size);
      const older = await treeHead(log, size);
      const { hashes } = await consistencyBetween(log, older, head);
      const root = encodeBase64(older.root);
      const tree = {
        size,
        root,
        hashes: hashes.map(encodeBase64),
        checkpoint: head.note,
        vkeys: signing.vkeys(),
      };
      const title = `核验报告所依据的台账 / verify the ledger behind a report`;
      const html = fillTemplate(template(), {
        TITLE: title,
        FACTS: table([
          ['报告的树 / tree of the report', String(size)],
          ['其根 / its root', root],
          ...headRows(head),
        ]),
        MORE: codeOf(treeAddress(baseOf(request), { size, root })),
        EVIDENCE: embeddedJson(tree),
        PROGRAM: 'treePage.js',
      });
      sendPage(response, html);
    }),
  );

  router.get(
    '/verify/:event/proof',
    page(async (request, response) => {
      const { record, proof } = await proofOf(String(request.params['event']));
      response
        .setHeader('Cache-Control', 'no-cache')
        .attachment(`${record.position}${PROOF_ENDING}`)
        .type('text/plain')
        .send(proof);
    }),
  );

  router.get(
    '/verify/:event',
    page(async (request, response) => {
      const { record, head, proof } = await proofOf(String(request.params['event']));
      const { id } = storedEvent(record);
      const address = eventAddress(baseOf(request), id, treeHasher.leaf(record.bytes));
      const html = fillTemplate(template(), {
        TITLE: '核验一条台账记录 / verify one record of the ledger',
        FACTS: eventFacts(record, head),
        MORE: `<p><a href="/verify/${encodeURIComponent(id)}/proof">下载证明 / download the proof</a></p>${codeOf(address)}`,
        EVIDENCE: embeddedJson({ [`${record.position}${PROOF_ENDING}`]: proof }),
        PROGRAM: 'page.js',
      });
      sendPage(response, html);
    }),
  );

  return router;
}
