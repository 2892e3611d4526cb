// Query strings, parsed once at the edge.
import type { z } from 'zod';
import { explainIssue } from '../events/issues.js';
import { invalid } from '../kernel/errors.js';

/** @throws LedgerError `http.query` naming the parameter */
export function parseQuery<S extends z.ZodType>(schema: S, query: unknown): z.output<S> {
  const parsed = schema.safeParse(query);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const name =
    issue?.code === 'unrecognized_keys' ? issue.keys.join(', ') : String(issue?.path[0] ?? '');
  const { zh, en } = explainIssue(schema, query, parsed.error);
  throw invalid(
    'http.query',
    `查询参数「${name}」有误：${zh}`,
    `The query parameter "${name}" is not valid: ${en}`,
    name,
  );
}
