// A YAML text that knows the line of every field, so that whoever checks its content can say where it is wrong.
// It must never follow aliases without bound, nor take a document with errors.
import {
  isCollection,
  isMap,
  isNode,
  isScalar,
  LineCounter,
  parseDocument,
  type Document,
} from 'yaml';
import { invalid, type LedgerError } from './errors.js';

export interface YamlText {
  /** Name of the file, for messages. */
  readonly name: string;
  readonly text: string;
}

export interface YamlFile {
  readonly name: string;
  readonly content: unknown;
  /** The line (from 1) of a field, or of the deepest part of the path that the file has. */
  readonly lineOf: (path: readonly (string | number)[]) => number;
}

const notYaml = (name: string, line: number, reason: string): LedgerError => {
  const [first = ''] = reason.split('\n');
  return invalid(
    'yaml.malformed',
    `此处不是有效的 YAML：${first}`,
    `This is not valid YAML: ${first}`,
    `${name}:${line}`,
  );
};

/** Reads one document (JSON is YAML too). @throws LedgerError `yaml.malformed` with `file:line` */
export function readYamlFile({ name, text }: YamlText): YamlFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [error] = document.errors;
  if (error) throw notYaml(name, lines.linePos(error.pos[0]).line, error.message);
  let content: unknown;
  try {
    content = document.toJS();
  } catch (cause) {
    // More aliases than any such file needs: a bomb, or a mistake.
    throw notYaml(name, 1, cause instanceof Error ? cause.message : String(cause));
  }
  return {
    name,
    content,
    lineOf: (path) => lines.linePos(offsetOf(document, path)).line,
  };
}

/** Where a key stands, or the nearest thing around it. */
function offsetOf(document: Document.Parsed, path: readonly (string | number)[]): number {
  for (let depth = path.length; depth > 0; depth--) {
    const parent: unknown =
      depth === 1 ? document.contents : document.getIn(path.slice(0, depth - 1), true);
    const key = path[depth - 1];
    if (isMap(parent)) {
      const pair = parent.items.find(
        (item) => isScalar(item.key) && String(item.key.value) === String(key),
      );
      if (pair && isNode(pair.key) && pair.key.range) return pair.key.range[0];
    } else if (isCollection(parent)) {
      const item: unknown = parent.get(key, true);
      if (isNode(item) && item.range) return item.range[0];
    }
  }
  return 0;
}
