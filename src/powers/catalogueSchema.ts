// What a catalogue file may hold: head, roles, parameters, power items, retirements. The shape only; that the parts
// agree with each other is catalogueChecks.ts. It must never be looser than the events that are published from it.
import { z } from 'zod';
import { basis, date, division, id, order, powerCode, text } from '../events/fields.js';
import { flowStep, powersEvents, riskPoint } from '../events/powers.js';
import { latestSchema } from '../events/catalogue.js';
import { RECORDED_FEN } from '../kernel/money.js';

const published = latestSchema(powersEvents['powers.PowerItemPublished']);
/** A power item as the ledger publishes it: the data of `powers.PublishPowerItem`. */
export type PowerItem = z.output<typeof published>;
export type Level = PowerItem['level'];

/** The data of `powers.RetirePowerItem`. */
export const retirement = latestSchema(powersEvents['powers.PowerItemRetired']);
export type Retirement = z.output<typeof retirement>;

/** Who may carry a step out: an office held by one person, a body that meets, an office with staff, or anybody. */
export const role = z.strictObject({
  name: text,
  kind: z.enum(['post', 'body', 'office', 'person']),
});
export type Role = z.output<typeof role>;

const stated = {
  source: basis.optional(),
  local: z.literal(true).optional(),
  note: text.optional(),
};
const period = z.int().min(0).max(9999);
const fenText = z.string().regex(RECORDED_FEN, '金额须为整数分 / integer fen');
const ratioText = z.string().regex(/^\d(\.\d{1,6})?$/, '比例须为小数 / a decimal share');

/** A figure that flows and decision rules name: a period, an amount in fen or a share. From a law, or the county's own. */
export const parameter = z
  .discriminatedUnion('unit', [
    z.strictObject({ unit: z.enum(['cd', 'wd', 'm']), value: period, ...stated }),
    z.strictObject({ unit: z.literal('fen'), value: fenText, ...stated }),
    z.strictObject({ unit: z.literal('ratio'), value: ratioText, ...stated }),
  ])
  .refine(({ source, local }) => (source === undefined) !== (local === undefined), {
    message:
      '须注明法律来源 source 或本地值 local，二者取一 / either a source in law or local: true',
  });
export type Parameter = z.output<typeof parameter>;

const decision = z.strictObject({
  body: id,
  quorum: text.optional(),
  pass: text.optional(),
  mode: text.optional(),
  lastSpeaker: z.boolean().optional(),
  note: text.optional(),
});
export type DecisionRule = z.output<typeof decision>;

/** One version of a power item. Content, basis, flow and leading post are mandatory (domain.md 1.1: CAT-03, CAT-04). */
export const fileItem = z.strictObject({
  code: powerCode,
  version: id.optional(),
  effectiveFrom: date.optional(),
  effectiveTo: date.optional(),
  name: text,
  nameEn: text.optional(),
  category: text.optional(),
  content: text,
  holder: id,
  lead: id,
  basis: z.array(basis).min(1).max(50),
  decision: decision.optional(),
  steps: z.array(flowStep).min(1).max(60),
  publicity: published.shape.publicity,
  risks: z.array(riskPoint.partial({ riskId: true })).max(50),
});
export type FileItem = z.output<typeof fileItem>;

export const catalogueHead = z.strictObject({
  id,
  title: text,
  /** The unit that issues the catalogue, as a 12-digit division code. */
  unit: division,
  provenance: text.optional(),
});
export type CatalogueHead = z.output<typeof catalogueHead>;

/** One file. `version` and `effectiveFrom` hold for its items that state none; `expected` is how many codes it lists. */
export const catalogueDocument = z.strictObject({
  catalogue: catalogueHead.optional(),
  roles: z.record(id, role).optional(),
  parameters: z
    .record(z.string().regex(/^[a-zA-Z0-9._-]+$/, '参数名有误 / not a parameter name'), parameter)
    .optional(),
  level: z.enum(['county', 'township', 'village', 'other']).optional(),
  expected: order.optional(),
  version: id.optional(),
  effectiveFrom: date.optional(),
  items: z.array(fileItem).max(1000).optional(),
  retired: z.array(retirement).max(1000).optional(),
});
export type CatalogueDocument = z.output<typeof catalogueDocument>;

/** The attributes without which an item is no power item: a missing one is named as such. */
export const MANDATORY: readonly string[] = ['content', 'basis', 'steps', 'lead', 'holder', 'name'];

export const powerItemSchema = published;
