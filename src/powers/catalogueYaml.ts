// Reads one catalogue file from its text: YAML, then the shape of catalogueSchema.ts. Knows the line of every field.
// It must never accept what it cannot place, nor follow aliases without bound.
import { isNode, LineCounter, parseDocument, type Document } from 'yaml';
import type { z } from 'zod';
import { catalogueDocument, MANDATORY, type CatalogueDocument } from './catalogueSchema.js';
import type { Fault, Path, Problem } from './catalogueProblem.js';

export interface CatalogueText {
  /** Name of the file, for messages. */
  readonly name: string;
  readonly text: string;
}

/** A file that has the right shape. */
export interface ParsedFile {
  readonly name: string;
  readonly content: CatalogueDocument;
  /** `file:line` of the deepest part of the path that the file has. */
  readonly placeOf: (path: Path) => string;
}

export interface ReadFile {
  readonly file?: ParsedFile;
  readonly problems: readonly Problem[];
}

function lineOf(document: Document.Parsed, path: Path, lines: LineCounter): number {
  for (let depth = path.length; depth >= 0; depth--) {
    const node: unknown = document.getIn(path.slice(0, depth), true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return 1;
}

function at(content: unknown, path: readonly PropertyKey[]): unknown {
  let value = content;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return value;
}

const isEmpty = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  value === '' ||
  (Array.isArray(value) && value.length === 0);

/** The path of an issue, with the key that the schema does not know. */
function pathOf(issue: z.core.$ZodIssue): Path {
  const path = issue.path.map((key) => (typeof key === 'number' ? key : String(key)));
  const [unknown] = issue.code === 'unrecognized_keys' ? issue.keys : [];
  return unknown === undefined ? path : [...path, unknown];
}

function toFault(issue: z.core.$ZodIssue, content: unknown): Fault {
  const path = pathOf(issue);
  const code = path[0] === 'items' ? at(content, ['items', path[1] ?? '', 'code']) : undefined;
  const item = typeof code === 'string' ? code : undefined;
  const field = path.slice(item === undefined ? 0 : 2).join('.');
  const attribute = path.length === 3 ? path[2] : undefined;
  if (
    item !== undefined &&
    MANDATORY.includes(String(attribute)) &&
    isEmpty(at(content, issue.path))
  )
    return {
      code: 'catalogue.missing_attribute',
      item,
      path,
      zh: `缺少必备要素 ${field}`,
      en: `the mandatory attribute ${field} is missing`,
    };
  const [zh = '', en = zh] = issue.message.split(' / ');
  return {
    code: 'catalogue.schema',
    item,
    path,
    zh: `${field} 有误：${zh}`,
    en: `${field}: ${en}`,
  };
}

const yamlFault = (reason: string): Fault => ({
  code: 'catalogue.yaml',
  path: [],
  zh: `不是有效的 YAML：${reason}`,
  en: `not valid YAML: ${reason}`,
});

const firstLine = (text: string): string => text.split('\n')[0] ?? '';

/** @returns the file, or all the problems that keep it from being read */
export function readCatalogueFile({ name, text }: CatalogueText): ReadFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const problem = ({ path, ...fault }: Fault, line = lineOf(document, path, lines)): Problem => ({
    ...fault,
    where: `${name}:${line}`,
  });
  if (document.errors.length > 0)
    return {
      problems: document.errors.map(({ message, pos }) =>
        problem(yamlFault(firstLine(message)), lines.linePos(pos[0]).line),
      ),
    };
  let content: unknown;
  try {
    content = document.toJS();
  } catch (error) {
    // More aliases than any catalogue needs: a bomb, or a mistake.
    return { problems: [problem(yamlFault(error instanceof Error ? error.message : ''), 1)] };
  }
  const parsed = catalogueDocument.safeParse(content);
  if (!parsed.success)
    return { problems: parsed.error.issues.map((issue) => problem(toFault(issue, content))) };
  const placeOf = (path: Path) => `${name}:${lineOf(document, path, lines)}`;
  return { file: { name, content: parsed.data, placeOf }, problems: [] };
}
