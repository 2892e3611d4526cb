// Stored events of `rules`: which packs judge, when all acts were judged again, which acts the rules held back.
// These names and shapes ARE the storage format: add versions, never edit one.
import { z } from 'zod';
import { v1, type EventUnion } from './catalogue.js';
import { basis, count, date, id, sha256, text } from './fields.js';

const position = z.string().regex(/^(0|[1-9]\d{0,38})$/, '台账位置有误 / not a ledger position');
const bilingual = z.strictObject({ zh: text, en: text });

export const rulesEvents = {
  /**
   * From here on acts are judged by this pack too. The content is the pack itself, so that the ledger needs no file to
   * judge as it did; the other members say of the content what a reader looks for.
   */
  'rules.PackAdopted': v1(
    z.strictObject({
      packId: id,
      version: id,
      /** Division code prefix; empty for the whole country. */
      area: z.string().regex(/^\d{0,12}$/, '地区须为区划代码前缀 / not a division code prefix'),
      validFrom: date,
      validTo: date.optional(),
      /** SHA-256 of the canonical form of the content. */
      digest: sha256,
      content: z.record(z.string(), z.unknown()),
    }),
  ),
  /** Every act recorded before is judged by the packs adopted by now, and no longer by those of its time. */
  'rules.Rejudged': v1(
    z.strictObject({
      rejudgementId: id,
      /** Digests of the sets of packs that acts were judged by until now, in the order of their adoption. */
      fromDigests: z.array(sha256).min(1).max(1000),
      toDigest: sha256,
      /** The last position taken into account. */
      upTo: position,
      /** How many violations came, went, and are now stated otherwise. */
      moved: z.strictObject({ added: count, removed: count, changed: count }),
      byRule: z
        .array(z.strictObject({ rule: id, added: count, removed: count, changed: count }))
        .max(1000),
      /** SHA-256 of the canonical form of the whole difference: whoever computes it again can compare. */
      difference: sha256,
    }),
  ),
  /** An act that was about to be done and that a rule held back. It did not happen; nobody is charged with it. */
  'rules.ActBlocked': v1(
    z.strictObject({
      attemptId: id,
      /** The command that was sent, e.g. `funds.MakePayment`, and the stream that it concerned. */
      command: text,
      stream: text,
      /** The data of the command. */
      act: z.record(z.string(), z.unknown()),
      /** The position at which the rules looked at it, and the digest of the packs that they judged by. */
      judgedAt: position.optional(),
      packSet: sha256,
      findings: z
        .array(
          z.strictObject({
            rule: id,
            severity: z.enum(['S', 'M', 'L']),
            found: bilingual,
            expected: bilingual,
            basis: z.array(basis).max(50),
            packs: z.array(text).max(50),
          }),
        )
        .min(1)
        .max(100),
    }),
  ),
};

export type RulesEvent = EventUnion<typeof rulesEvents>;
