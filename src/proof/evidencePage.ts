// Pages that verify in a browser: the one of an evidence folder, in one file that works from disk, and those of the
// service. They are filled from templates here. What is filled in must never be able to end the element it stands in.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compiledModule, projectRoot } from '../projectRoot.js';

/** JSON that cannot end the script element it stands in, nor open a comment. */
export const embeddedJson = (value: unknown): string =>
  JSON.stringify(value).replaceAll('<', '\\u003c');

/** One C2SP verifier key a line. */
export const keyFile = (vkeys: readonly string[]): string =>
  vkeys.map((key) => `${key}\n`).join('');

/** The text of a file of src/verifier as it is shipped: `page.html`, `online.html`, `page.css`. */
export const verifierFile = (name: string): string =>
  readFileSync(join(projectRoot, 'src/verifier', name), 'utf8');

/** A program of src/verifier, bundled for browsers: `page.js`, `treePage.js`. */
export const verifierProgram = (name: string): string =>
  readFileSync(compiledModule(`src/verifier/${name}`), 'utf8');

/** Puts each part in the place of `{{NAME}}`; the parts themselves are not looked through again. */
export const fillTemplate = (template: string, parts: Readonly<Record<string, string>>): string =>
  template.replace(/\{\{(\w+)\}\}/g, (_, name: string) => parts[name] ?? '');

/**
 * The page of an evidence folder.
 * @param proofs path within the folder -> text of the tlog-proof
 * @returns the HTML; nothing in it is loaded from elsewhere
 */
export const evidencePage = (
  proofs: ReadonlyMap<string, string>,
  vkeys: readonly string[],
): string =>
  fillTemplate(verifierFile('page.html'), {
    STYLE: verifierFile('page.css'),
    EVIDENCE: embeddedJson({ ...Object.fromEntries(proofs), 'keys.txt': keyFile(vkeys) }),
    PROGRAM: verifierProgram('page.js').replaceAll('</script', '<\\/script'),
  });
