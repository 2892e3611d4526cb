// The page in an evidence folder: verifies what is embedded in it, or files that are dropped on it, with the same code
// as the command line. It must never load anything from elsewhere, nor put text into the page as HTML.
import { encodeBase64, verifyEvidence, type EvidenceVerdict } from '../transparency/index.js';

function element<T extends HTMLElement>(id: string, kind: new () => T): T {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(`the page has no ${id}`);
  return found;
}

const encoder = new TextEncoder();
const embedded = JSON.parse(element('evidence', HTMLScriptElement).textContent || '{}') as Readonly<
  Record<string, string>
>;
const keys = element('keys', HTMLTextAreaElement);
let files: ReadonlyMap<string, Uint8Array> = new Map(
  Object.entries(embedded).map(([name, text]) => [name, encoder.encode(text)]),
);

function line(parent: HTMLElement, tag: string, text: string): HTMLElement {
  const made = document.createElement(tag);
  made.textContent = text;
  parent.append(made);
  return made;
}

type State = 'ok' | 'unpinned' | 'bad';

function stateOf({ ok, keysFrom }: EvidenceVerdict): State {
  if (!ok) return 'bad';
  return keysFrom === 'given' ? 'ok' : 'unpinned';
}

function headline({ records, documents, problems }: EvidenceVerdict, state: State): string {
  const counts = `${records.length} 条记录 / records, ${documents.length} 份文件 / documents`;
  switch (state) {
    case 'ok':
      return `✓ 与所给公钥签名的台账一致 / proved under the keys that you gave: ${counts}`;
    case 'unpinned':
      return `✓ 彼此一致，但公钥来自证据本身：请与别处取得的公钥核对 / consistent, but the keys came with the evidence: compare them with keys from elsewhere: ${counts}`;
    case 'bad':
      return `✗ 核验不通过 / not proved: ${problems.length} 处 / problems`;
  }
}

function show(verdict: EvidenceVerdict, milliseconds: number): void {
  const state = stateOf(verdict);
  const banner = element('verdict', HTMLElement);
  banner.dataset['state'] = state;
  banner.textContent = headline(verdict, state);
  const details = element('details', HTMLElement);
  details.replaceChildren();
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
  for (const { index, event, fields } of verdict.records) {
    const withheld = fields.filter(({ state: shown }) => shown !== 'disclosed').length;
    line(details, 'h2', `#${index}`);
    if (withheld > 0) line(details, 'p', `${withheld} 个字段未披露 / fields withheld`);
    line(details, 'pre', JSON.stringify(event, null, 2));
  }
  line(details, 'small', `${milliseconds.toFixed(0)} ms`);
}

function verify(): void {
  const given = keys.value.split('\n').filter((key) => key.trim() !== '');
  const start = performance.now();
  const trust = given.length > 0 ? { vkeys: given.map((key) => key.trim()) } : undefined;
  const verdict = verifyEvidence(files, trust);
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

/** A failure of the page itself is shown as one; nothing is then verified. */
function attempt(work: () => void | Promise<void>): void {
  Promise.resolve()
    .then(work)
    .catch((error: unknown) => {
      const banner = element('verdict', HTMLElement);
      banner.dataset['state'] = 'bad';
      banner.textContent = `✗ 页面出错，未核验 / the page failed, nothing was verified: ${String(error)}`;
    });
}

for (const id of ['folder', 'files']) {
  const input = element(id, HTMLInputElement);
  input.addEventListener('change', () =>
    attempt(() => take([...(input.files ?? [])].map((file) => ({ path: pathOf(file), file })))),
  );
}
document.addEventListener('dragover', (event) => event.preventDefault());
document.addEventListener('drop', (event) => {
  event.preventDefault();
  attempt(() => dropped(event));
});
element('again', HTMLButtonElement).addEventListener('click', () => attempt(verify));
attempt(verify);
