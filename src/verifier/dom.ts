// What the pages that verify have in common: finding elements, adding text, showing a verdict. It must never put text
// into a page as HTML.

export function element<T extends HTMLElement>(id: string, kind: new () => T): T {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(`the page has no ${id}`);
  return found;
}

export function line(parent: HTMLElement, tag: string, text: string): HTMLElement {
  const made = document.createElement(tag);
  made.textContent = text;
  parent.append(made);
  return made;
}

/** What is embedded in the page as data. */
export const embeddedJson = (): unknown =>
  JSON.parse(element('evidence', HTMLScriptElement).textContent || '{}');

/** `unpinned`: everything fits together, but under keys that came with it. */
export type State = 'ok' | 'unpinned' | 'bad';

export function showVerdict(state: State, headline: string): HTMLElement {
  const banner = element('verdict', HTMLElement);
  banner.dataset['state'] = state;
  banner.textContent = headline;
  const details = element('details', HTMLElement);
  details.replaceChildren();
  return details;
}

/** Keys that the reader got elsewhere, one a line; none when he gave none. */
export const givenKeys = (): string[] =>
  element('keys', HTMLTextAreaElement)
    .value.split('\n')
    .map((key) => key.trim())
    .filter((key) => key !== '');

/** What a QR code had behind its `#`: it never left this browser. */
export const printedHash = (): string => location.hash.slice(1);

/** A failure of the page itself is shown as one; nothing is then verified. */
export function attempt(work: () => void | Promise<void>): void {
  Promise.resolve()
    .then(work)
    .catch((error: unknown) => {
      showVerdict(
        'bad',
        `✗ 页面出错，未核验 / the page failed, nothing was verified: ${String(error)}`,
      );
    });
}

/** Verifies now, and whenever the reader asks again or comes with another code. */
export function verifyNowAndAgain(verify: () => void): void {
  element('again', HTMLButtonElement).addEventListener('click', () => attempt(verify));
  addEventListener('hashchange', () => attempt(verify));
  attempt(verify);
}
