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

function at(error: LedgerError, file: string, line: number): LedgerError {
  const where = `${file}:${line}`;
  return new LedgerError(error.kind, error.code, error.text, where, {
    ...error.details,
    file,
    line,
  });
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

function notYaml(reason: string, file: string, line: number): LedgerError {
  const [first = ''] = reason.split('\n');
  return new LedgerError(
    'invalid',
    'rulepack.yaml',
    {
      zh: `规则包文件不是有效的 YAML：${first}`,
      en: `The rule pack file is not valid YAML: ${first}`,
    },
    `${file}:${line}`,
  );
}

function contentOf(document: Document.Parsed, lines: LineCounter, file: string): unknown {
  const [problem] = document.errors;
  if (problem) throw notYaml(problem.message, file, lines.linePos(problem.pos[0]).line);
  try {
    return document.toJS();
  } catch (error) {
    // Too many aliases: a bomb, or a mistake.
    throw notYaml(String(error), file, lines.linePos(document.range[0]).line);
  }
}

function checked(
  document: Document.Parsed,
  lines: LineCounter,
  file: string,
  rules: readonly Rule[],
): unknown {
  const content = contentOf(document, lines, file);
  try {
    checkPack(content, rules);
  } catch (error) {
    if (!isLedgerError(error)) throw error;
    const path = error.details['path'];
    throw at(error, file, lineOf(document, Array.isArray(path) ? (path as string[]) : [], lines));
  }
  return content;
}

/**
 * The packs of one file, each checked by itself, for `createRulePacks`.
 * @throws LedgerError `rulepack.yaml`, `rulepack.empty` and those of `checkPack`, with `file:line` in `where`
 */
export function parsePackFile(
  { name, text }: PackFile,
  rules: readonly Rule[],
): readonly unknown[] {
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, { lineCounter: lines });
  if (!Array.isArray(documents) || documents.length === 0)
    throw new LedgerError(
      'invalid',
      'rulepack.empty',
      { zh: '规则包文件没有内容', en: 'The rule pack file is empty' },
      `${name}:1`,
    );
  return documents.map((document) => checked(document, lines, name, rules));
}

/** All packs of all files, checked against the rules and against each other. */
export const loadRulePacks = (files: readonly PackFile[], rules: readonly Rule[]): RulePacks =>
  createRulePacks(
    files.flatMap((file) => parsePackFile(file, rules)),
    rules,
  );
