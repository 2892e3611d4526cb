// Reads a mapping file. A mapping that cannot be used is refused with file, line and key, in both languages.
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import {
  isCollection,
  isMap,
  isNode,
  isScalar,
  LineCounter,
  parseDocument,
  type Document,
} from 'yaml';
import { z } from 'zod';
import type { CommandDefinitions } from '../../commands/command.js';
import { invalid, missing, type LedgerError } from '../../kernel/errors.js';
import { compileMapping, type Mapping } from './compile.js';
import { PartProblem } from './expression.js';
import { MappingProblem, type KeyPath } from './problem.js';
import { mappingSchema } from './schema.js';

/** A YAML text with what is needed to say where something stands in it. */
interface Located {
  readonly file: string;
  readonly document: Document.Parsed;
  readonly lines: LineCounter;
}

/**
 * Loads and checks a mapping file.
 * @param definitions the commands that rules may name
 * @throws LedgerError `mapping.file_missing`, `mapping.not_yaml`, `mapping.invalid` (where: `file:line:column key.path`)
 */
export function loadMapping(path: string, definitions: CommandDefinitions): Mapping {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    throw missing(
      'mapping.file_missing',
      '无法读取映射文件：请检查路径和权限',
      'The mapping file cannot be read; check its path and permissions',
      basename(path),
    );
  }
  return parseMapping(text, basename(path), definitions);
}

/** As {@link loadMapping}, from text. */
export function parseMapping(text: string, file: string, definitions: CommandDefinitions): Mapping {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const located: Located = { file, document, lines };
  const [error] = document.errors;
  if (error)
    throw invalid(
      'mapping.not_yaml',
      `映射文件不是有效的 YAML：${error.message}`,
      `The mapping file is not valid YAML: ${error.message}`,
      placeAt(located, error.pos[0]),
    );
  const result = mappingSchema.safeParse(document.toJS());
  if (!result.success) throw fromZod(located, [], result.error);
  try {
    return compileMapping(result.data, definitions);
  } catch (problem) {
    if (problem instanceof PartProblem) throw fromZod(located, problem.path, problem.error);
    if (problem instanceof MappingProblem)
      throw wrong(located, problem.path, problem.text.zh, problem.text.en);
    throw problem;
  }
}

const chinese = z.locales.zhCN().localeError;

/** The most telling issue: the branch of a union that came nearest, and a key that is unknown or missing by name. */
function fromZod(located: Located, base: KeyPath, error: z.ZodError): LedgerError {
  const issue = deepest(error.issues[0]);
  const path = [...base, ...issue.path.map((part) => (typeof part === 'symbol' ? '' : part))];
  if (issue.code === 'unrecognized_keys') {
    const [key = ''] = issue.keys;
    return wrong(located, [...path, key], `不认识键「${key}」`, `Unknown key "${key}"`);
  }
  const key = String(path.at(-1) ?? '');
  if (issue.code === 'invalid_type' && issue.input === undefined && !exists(located, path))
    return wrong(located, path, `缺少键「${key}」`, `The key "${key}" is missing`);
  const said = chinese(issue as z.core.$ZodRawIssue);
  const zh = issue.message.includes(' / ')
    ? issue.message
    : typeof said === 'string'
      ? said
      : (said?.message ?? issue.message);
  return wrong(located, path, `此处有误：${zh}`, `Not valid here: ${issue.message}`);
}

function deepest(issue: z.core.$ZodIssue | undefined): z.core.$ZodIssue {
  if (!issue) return { code: 'custom', path: [], message: 'invalid', input: undefined };
  if (issue.code !== 'invalid_union') return issue;
  const branches = issue.errors.flatMap(([first]) => (first ? [deepest(first)] : []));
  const best = branches.toSorted((a, b) => rank(b) - rank(a))[0];
  return best ? { ...best, path: [...issue.path, ...best.path] } : issue;
}

const rank = (issue: z.core.$ZodIssue) =>
  issue.path.length * 2 + (issue.code === 'unrecognized_keys' ? 1 : 0);

const exists = ({ document }: Located, path: KeyPath) => document.hasIn(path);

function wrong(located: Located, path: KeyPath, zh: string, en: string): LedgerError {
  const key = path.join('.');
  const place = placeAt(located, offsetOf(located.document, path));
  return invalid(
    'mapping.invalid',
    `映射有误：${zh}`,
    `The mapping is wrong: ${en}`,
    `${place} ${key}`.trim(),
  );
}

function placeAt({ file, lines }: Located, offset: number): string {
  const { line, col } = lines.linePos(offset);
  return `${file}:${line}:${col}`;
}

/** Where a key stands, or the nearest thing around it. */
function offsetOf(document: Document.Parsed, path: KeyPath): number {
  for (let length = path.length; length > 0; length--) {
    const parent: unknown =
      length === 1 ? document.contents : document.getIn(path.slice(0, length - 1), true);
    const key = path[length - 1];
    if (isMap(parent)) {
      const pair = parent.items.find(
        ({ key: name }) => isScalar(name) && String(name.value) === String(key),
      );
      if (pair && isNode(pair.key) && pair.key.range) return pair.key.range[0];
    } else if (isCollection(parent)) {
      const item: unknown = parent.get(key, true);
      if (isNode(item) && item.range) return item.range[0];
    }
  }
  return 0;
}
