// The one-page verifier of an evidence folder: template, program and data in one file that works from disk.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compiledModule, projectRoot } from '../projectRoot.js';

/** JSON that cannot end the script element it stands in, nor open a comment. */
const embedded = (value: unknown): string => JSON.stringify(value).replaceAll('<', '\\u003c');

/** One C2SP verifier key a line. */
export const keyFile = (vkeys: readonly string[]): string =>
  vkeys.map((key) => `${key}\n`).join('');

/**
 * @param proofs path within the folder -> text of the tlog-proof
 * @returns the HTML; nothing in it is loaded from elsewhere
 */
export function evidencePage(
  proofs: ReadonlyMap<string, string>,
  vkeys: readonly string[],
): string {
  const template = readFileSync(join(projectRoot, 'src/verifier/page.html'), 'utf8');
  const program = readFileSync(compiledModule('src/verifier/page.js'), 'utf8');
  const parts: Readonly<Record<string, string>> = {
    EVIDENCE: embedded({ ...Object.fromEntries(proofs), 'keys.txt': keyFile(vkeys) }),
    PROGRAM: program.replaceAll('</script', '<\\/script'),
  };
  return template.replace(/\{\{(\w+)\}\}/g, (_, name: string) => parts[name] ?? '');
}
