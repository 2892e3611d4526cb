// Query strings, parsed once at the edge.
import type { z } from 'zod';
import { invalid } from '../kernel/errors.js';

/** @throws LedgerError `http.query` naming the parameter */
export function parseQuery<S extends z.ZodType>(schema: S, query: unknown): z.output<S> {
  const parsed = schema.safeParse(query);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const name =
    issue?.code === 'unrecognized_keys' ? issue.keys.join(', ') : String(issue?.path[0] ?? '');
  throw invalid(
    'http.query',
    `查询参数「${name}」有误：${issue?.message ?? ''}`,
    `The query parameter "${name}" is not valid: ${issue?.message ?? ''}`,
    name,
  );
}
