// The page in an evidence folder, and the one that the QR code of an event opens: verifies what is embedded in it, or
// files that are dropped on it, with the same code as the command line. It must never load anything from elsewhere.
import {
  encodeBase64,
  encodeUtf8,
  verifyEvidence,
  type EvidenceVerdict,
  type ProvedRecord,
} from '../transparency/index.js';
import {
  attempt,
  embeddedJson,
  givenKeys,
  line,
  printedHash,
  showVerdict,
  verifyNowAndAgain,
  type State,
} from './dom.js';

const embedded = embeddedJson() as Readonly<Record<string, string>>;
let files: ReadonlyMap<string, Uint8Array> = new Map(
  Object.entries(embedded).map(([name, text]) => [name, encodeUtf8(text)]),
);

const toHex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

/** Whether one of the records is the one whose hash was printed; undefined when no hash came along. */
function isPrinted(records: readonly ProvedRecord[]): boolean | undefined {
  const printed = printedHash();
  return printed === '' ? undefined : records.some(({ leaf }) => toHex(leaf) === printed);
}

function stateOf({ ok, keysFrom, records }: EvidenceVerdict): State {
  if (!ok || isPrinted(records) === false) return 'bad';
  return keysFrom === 'given' ? 'ok' : 'unpinned';
}

function headline({ records, documents, problems }: EvidenceVerdict, state: State): string {
  const printed = isPrinted(records);
  const counts = `${records.length} 条记录 / records, ${documents.length} 份文件 / documents${printed ? '; 与二维码一致 / as the code says' : ''}`;
  switch (state) {
    case 'ok':
      return `✓ 与所给公钥签名的台账一致 / proved under the keys that you gave: ${counts}`;
    case 'unpinned':
      return `✓ 彼此一致，但公钥来自证据本身：请与别处取得的公钥核对 / consistent, but the keys came with the evidence: compare them with keys from elsewhere: ${counts}`;
    case 'bad':
      return printed === false && problems.length === 0
        ? '✗ 不是二维码所指的记录：记录已被替换 / not the record of the code: it was replaced'
        : `✗ 核验不通过 / not proved: ${problems.length} 处 / problems`;
  }
}

function show(verdict: EvidenceVerdict, milliseconds: number): void {
  const state = stateOf(verdict);
  const details = showVerdict(state, headline(verdict, state));
  for (const { file, code, text } of verdict.problems)
    line(details, 'p', `✗ ${file}: ${text.zh} / ${text.en} (${code})`);
  const { checkpoint } = verdict;
  if (checkpoint)
    line(
      details,
      'p',
      `检查点 / checkpoint: ${checkpoint.origin}, ${checkpoint.size}, ${encodeBase64(checkpoint.root)}`,
    );
  for (const vkey of verdict.vkeys) line(line(details, 'p', '公钥 / key: '), 'code', vkey);
  for (const { index, leaf, event, fields } of verdict.records) {
    const withheld = fields.filter(({ state: shown }) => shown !== 'disclosed').length;
    line(details, 'h2', `#${index}`);
    line(line(details, 'p', '摘要 / hash: '), 'code', toHex(leaf));
    if (withheld > 0) line(details, 'p', `${withheld} 个字段未披露 / fields withheld`);
    line(details, 'pre', JSON.stringify(event, null, 2));
  }
  line(details, 'small', `${milliseconds.toFixed(0)} ms`);
}

function verify(): void {
  const given = givenKeys();
  const start = performance.now();
  const verdict = verifyEvidence(files, given.length > 0 ? { vkeys: given } : undefined);
  show(verdict, performance.now() - start);
}

/** Files by their paths within the folder; single ones by what their ending says that they are. */
async function take(list: Iterable<{ path: string; file: File }>): Promise<void> {
  const taken = new Map<string, Uint8Array>();
  for (const { path, file } of list) taken.set(path, new Uint8Array(await file.arrayBuffer()));
  if (taken.size === 0) return;
  files = taken;
  verify();
}

const pathOf = (file: File): string =>
  file.webkitRelativePath === ''
    ? file.name
    : file.webkitRelativePath.slice(file.webkitRelativePath.indexOf('/') + 1);

async function walk(entry: FileSystemEntry, path: string, found: { path: string; file: File }[]) {
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) =>
      (entry as FileSystemFileEntry).file(resolve, reject),
    );
    found.push({ path, file });
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  for (;;) {
    const batch = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (batch.length === 0) return;
    for (const child of batch)
      await walk(child, path === '' ? child.name : `${path}/${child.name}`, found);
  }
}

async function dropped(event: DragEvent): Promise<void> {
  const items = [...(event.dataTransfer?.items ?? [])];
  const entries = items.flatMap((item) => item.webkitGetAsEntry() ?? []);
  const found: { path: string; file: File }[] = [];
  for (const entry of entries) await walk(entry, entry.isDirectory ? '' : entry.name, found);
  await take(found);
}

/** Only the page of a folder takes files. */
function listenForFiles(): void {
  for (const id of ['folder', 'files']) {
    const input = document.getElementById(id);
    if (!(input instanceof HTMLInputElement)) return;
    input.addEventListener('change', () =>
      attempt(() => take([...(input.files ?? [])].map((file) => ({ path: pathOf(file), file })))),
    );
  }
  document.addEventListener('dragover', (event) => event.preventDefault());
  document.addEventListener('drop', (event) => {
    event.preventDefault();
    attempt(() => dropped(event));
  });
}

listenForFiles();
verifyNowAndAgain(verify);
