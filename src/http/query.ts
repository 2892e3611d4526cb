// Query strings, parsed once at the edge.
import { z } from 'zod';
import { explainIssue } from '../events/issues.js';
import { invalid } from '../kernel/errors.js';

/** Where the API begins. */
export const API = '/api/v1';

/** Of an endpoint that takes no parameters of its own. */
export const NO_QUERY = z.strictObject({});

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

/**
 * A parsed query in its one canonical form: sorted, without what the schema would fill in, as of a position.
 * The same question has the same address, however it was asked.
 */
export function canonicalQuery(
  schema: z.ZodObject,
  query: Readonly<Record<string, unknown>>,
  asOf: string | undefined,
): string {
  const said = new Map<string, string>();
  for (const [name, value] of Object.entries(query)) {
    const field = schema.shape[name] as z.ZodType | undefined;
    const filled = field?.safeParse(undefined);
    const isDefault = filled?.success && JSON.stringify(filled.data) === JSON.stringify(value);
    if (value === undefined || field === undefined || isDefault) continue;
    said.set(name, Array.isArray(value) ? value.join(',') : `${value as string | number}`);
  }
  if (asOf !== undefined) said.set('asOf', asOf);
  return new URLSearchParams([...said].sort(([a], [b]) => (a < b ? -1 : 1))).toString();
}
