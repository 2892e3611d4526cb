// What zod found wrong, said once in each language. It must never quote the value, which may be personal.
import { z } from 'zod';

export interface ExplainedIssue {
  /** JSON pointer to the field; empty for the whole value. */
  readonly pointer: string;
  readonly zh: string;
  readonly en: string;
}

/** JSON pointer (RFC 6901) to where the issue is; empty for the whole value. */
export function pointerOf(issue: { readonly path: readonly PropertyKey[] } | undefined): string {
  return (issue?.path ?? []).map((step) => `/${String(step)}`).join('');
}

const inChinese = z.locales.zhCN().localeError;

/** Our own messages are written `中文 / English`. */
const part = (message: string, index: 0 | 1) => message.split(' / ')[index] ?? message;

/** The first issue of a failed parse; the data is parsed again to have it in Chinese. */
export function explainIssue(schema: z.ZodType, data: unknown, error: z.ZodError): ExplainedIssue {
  const issue = error.issues[0];
  const again = schema.safeParse(data, { error: inChinese });
  return {
    pointer: pointerOf(issue),
    zh: part(again.error?.issues[0]?.message ?? issue?.message ?? '', 0),
    en: part(issue?.message ?? '', 1),
  };
}
