// Reads rule packs from the text of YAML files; a file may hold several packs, separated by `---`.
// It never opens a file: whoever composes the program reads it. Every error names the file and the line.
import { isNode, LineCounter, parseAllDocuments, type Document } from 'yaml';
import { isLedgerError, LedgerError } from '../kernel/errors.js';
import { checkPack, createRulePacks, type RulePacks } from './pack.js';
import type { Rule } from './rule.js';

export interface PackFile {
  readonly name: string;
  readonly text: string;
}

/** A pack as its file holds it, checked by itself. */
export interface WrittenPack {
  readonly content: unknown;
  /** `file:line` of the deepest part of a path that the pack has. */
  readonly placeOf: (path: readonly string[]) => string;
}

/** The line of the deepest node on the path that the document has. */
function lineOf(document: Document.Parsed, path: readonly string[], lines: LineCounter): number {
  for (let depth = path.length; depth >= 0; depth--) {
    // A list is addressed by number in a document and by text in an error.
    const keys = path.slice(0, depth).map((key) => (/^\d+$/.test(key) ? Number(key) : key));
    const node = document.getIn(keys, true) ?? document.getIn(path.slice(0, depth), true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return lines.linePos(document.range[0]).line;
}

function notYaml(reason: string, place: string): LedgerError {
  const [first = ''] = reason.split('\n');
  return new LedgerError(
    'invalid',
    'rulepack.yaml',
    {
      zh: `规则包文件不是有效的 YAML：${first}`,
      en: `The rule pack file is not valid YAML: ${first}`,
    },
    place,
  );
}

const pathIn = ({ details }: LedgerError): readonly string[] => {
  const path = details['path'];
  return Array.isArray(path) ? (path as string[]) : [];
};

/** The same error, said of a place in a file; of the other pack too, where it is about two. */
function at(error: LedgerError, place: string, other?: string): LedgerError {
  const where = other === undefined ? place : `${place}, ${other}`;
  return new LedgerError(error.kind, error.code, error.text, where, error.details);
}

function written(
  document: Document.Parsed,
  lines: LineCounter,
  file: string,
  rules: readonly Rule[],
): WrittenPack {
  const placeOf = (path: readonly string[]) => `${file}:${lineOf(document, path, lines)}`;
  const [problem] = document.errors;
  if (problem) throw notYaml(problem.message, `${file}:${lines.linePos(problem.pos[0]).line}`);
  let content: unknown;
  try {
    content = document.toJS();
  } catch (error) {
    // Too many aliases: a bomb, or a mistake.
    throw notYaml(String(error), placeOf([]));
  }
  try {
    checkPack(content, rules);
  } catch (error) {
    if (!isLedgerError(error)) throw error;
    throw at(error, placeOf(pathIn(error)));
  }
  return { content, placeOf };
}

/**
 * The packs of one file, each checked by itself.
 * @throws LedgerError `rulepack.yaml`, `rulepack.empty` and those of `checkPack`, with `file:line` in `where`
 */
export function parsePackFile(
  { name, text }: PackFile,
  rules: readonly Rule[],
): readonly WrittenPack[] {
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, { lineCounter: lines });
  if (!Array.isArray(documents) || documents.length === 0)
    throw new LedgerError(
      'invalid',
      'rulepack.empty',
      { zh: '规则包文件没有内容', en: 'The rule pack file is empty' },
      `${name}:1`,
    );
  return documents.map((document) => written(document, lines, name, rules));
}

/**
 * Checks packs against each other and, where there are any, against those that are adopted already.
 * @param adopted contents of the packs in force, and of those that may only be extended
 * @throws LedgerError those of `createRulePacks`, with `file:line` in `where` where a written pack is to blame
 */
export function checkTogether(
  packs: readonly WrittenPack[],
  rules: readonly Rule[],
  adopted: { readonly inForce: readonly unknown[]; readonly extendable: readonly unknown[] } = {
    inForce: [],
    extendable: [],
  },
): RulePacks {
  const documents = [...adopted.inForce, ...packs.map(({ content }) => content)];
  try {
    return createRulePacks(documents, rules, adopted.extendable);
  } catch (error) {
    if (!isLedgerError(error)) throw error;
    const placeOf = (index: unknown, path: readonly string[]) =>
      typeof index === 'number' ? packs[index - adopted.inForce.length]?.placeOf(path) : undefined;
    const place = placeOf(error.details['index'], pathIn(error));
    if (place === undefined) throw error;
    throw at(error, place, placeOf(error.details['other'], pathIn(error)));
  }
}

/** All packs of all files, checked against the rules and against each other. */
export const loadRulePacks = (files: readonly PackFile[], rules: readonly Rule[]): RulePacks =>
  checkTogether(
    files.flatMap((file) => parsePackFile(file, rules)),
    rules,
  );
