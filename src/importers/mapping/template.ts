// Text with `{path}` in it; `{{` and `}}` stand for braces. A template always gives text:
// it must never run together a text of which a part is absent, so then the whole is absent.
import { MappingProblem, type KeyPath } from './problem.js';
import { parsePath, resolve, type Path, type Scope } from './path.js';
import { textOf } from './text.js';

export type Template = (scope: Scope) => string | undefined;

const PART = /\{\{|\}\}|\{([^{}]*)\}|[{}]|[^{}]+/g;

/** Compiles a template; `reads` hears every path in it. @throws MappingProblem */
export function compileTemplate(text: string, at: KeyPath, reads: (path: Path) => void): Template {
  const parts = [...text.matchAll(PART)].map(([whole, inner]): string | Path => {
    if (whole === '{{' || whole === '}}') return whole.slice(1);
    if (inner !== undefined && inner !== '') return parsePath(inner, at);
    if (inner === '' || whole === '{' || whole === '}')
      throw new MappingProblem(at, {
        zh: `「${text}」中的花括号不成对（字面的花括号写作 {{ }}）`,
        en: `The braces of "${text}" do not match (write {{ }} for literal braces)`,
      });
    return whole;
  });
  for (const part of parts) if (typeof part !== 'string') reads(part);
  return (scope) => {
    let result = '';
    for (const part of parts) {
      const piece = typeof part === 'string' ? part : textOf(resolve(part, scope));
      if (piece === undefined) return undefined;
      result += piece;
    }
    return result;
  };
}
