// CAT-01: the catalogue of powers has as many items as it should, each under a code of its own.
// It counts what is published; what ought to be a power at all is not its question.
import { z } from 'zod';
import type { LedgerEvent } from '../events/index.js';
import { comparePositions } from '../kernel/position.js';
import { eventsOf, type CaseIndex } from './case.js';
import { contextKey, type RuleContext } from './context.js';
import type { PowerItem } from './register.js';
import { defineRule, type Activation } from './rule.js';
import { SUNSHINE_IN_FORCE, SUNSHINE_OPINION } from './sources.js';
import { compareTimes } from './time.js';
import { countyOf, mattersFrom, POWER_LEVELS, unitKey } from './unitKeys.js';

const parameters = z.strictObject({
  /** How many items each level has; local, none by default. */
  expected: z.partialRecord(z.enum(POWER_LEVELS), z.int().min(0).max(1000)).default({}),
});

type Change = Extract<
  LedgerEvent,
  { name: 'powers.PowerItemPublished' | 'powers.PowerItemRetired' }
>;

const changesOf = (events: readonly LedgerEvent[]): readonly Change[] =>
  eventsOf(events, 'powers.PowerItemPublished', 'powers.PowerItemRetired');

const effectiveDay = (change: Change): string =>
  mattersFrom(
    change.name === 'powers.PowerItemPublished' ? change.data.effectiveFrom : change.data.on,
    change.time,
  );

/** The items of a level in force on a day, by code, and codes of which two versions begin on one day. */
function inForceOn(changes: readonly Change[], day: string) {
  const items = new Map<string, PowerItem>();
  const twice = new Set<string>();
  for (const change of eventsOf(changes, 'powers.PowerItemPublished')) {
    const { data } = change;
    if (data.effectiveFrom > day || (data.effectiveTo !== undefined && data.effectiveTo <= day))
      continue;
    const other = items.get(data.code);
    if (other?.effectiveFrom === data.effectiveFrom && other.version !== data.version)
      twice.add(data.code);
    if (!other || other.effectiveFrom <= data.effectiveFrom) items.set(data.code, data);
  }
  for (const { data } of eventsOf(changes, 'powers.PowerItemRetired'))
    if (data.on <= day) items.delete(data.code);
  return { items, twice };
}

/** Codes that are not one power's own: two versions at once, two levels, or one name under two codes. */
function ambiguous(
  context: RuleContext,
  { items, twice }: ReturnType<typeof inForceOn>,
  level: string,
): readonly string[] {
  const names = new Map<string, string>();
  const codes = new Set(twice);
  for (const [code, { name }] of items) {
    const first = names.get(name);
    if (first === undefined) names.set(name, code);
    else codes.add(first).add(code);
    const versions = eventsOf(context.events(contextKey.power(code)), 'powers.PowerItemPublished');
    if (versions.some(({ data }) => data.level !== level)) codes.add(code);
  }
  return [...codes].sort();
}

/** The last change of the level that takes effect on the same day: it is the one that leaves the catalogue as it is. */
function isLastOfDay(context: RuleContext, act: Change, level: string, day: string): boolean {
  const changes = changesOf(context.events(unitKey.powersFrom(countyOf(act.orgunit), level, day)));
  const last = changes.reduce((a, b) => {
    const order = compareTimes(a.time, b.time) || comparePositions(a.position, b.position);
    return order < 0 ? b : a;
  }, act);
  return last.id === act.id;
}

function judgedChange(
  context: RuleContext,
  act: Change,
  level: string,
  expected: number | undefined,
): Activation | undefined {
  const day = effectiveDay(act);
  if (!isLastOfDay(context, act, level, day)) return undefined;
  const changes = changesOf(context.eventsUpTo(unitKey.powers(countyOf(act.orgunit), level), act));
  const inForce = inForceOn(changes, day);
  const codes = ambiguous(context, inForce, level);
  const count = inForce.items.size;
  const wrong = expected !== undefined && count !== expected;
  return {
    act,
    broken:
      wrong || codes.length > 0
        ? {
            found: {
              zh: `${day} 起共 ${count} 项${codes.length > 0 ? `，编码不唯一：${codes.join('、')}` : ''}`,
              en: `${count} item(s) from ${day} on${codes.length > 0 ? `; codes that are not unique: ${codes.join(', ')}` : ''}`,
            },
            expected: {
              zh: `${expected === undefined ? '' : `共 ${expected} 项，`}一项一码`,
              en: `${expected === undefined ? '' : `${expected} items, `}each under one code`,
            },
          }
        : undefined,
  };
}

/** The level of a change: its own, or that of the item that it retires. */
function levelOfChange(context: RuleContext, change: Change): string | undefined {
  if (change.name === 'powers.PowerItemPublished') return change.data.level;
  return eventsOf(
    context.events(contextKey.power(change.data.code)),
    'powers.PowerItemPublished',
  ).at(-1)?.data.level;
}

/**
 * On the day on which a publication or retirement of a power item takes effect (at the earliest when it is made), the
 * items of its level in the county are as many as the pack says, and each has a code of its own: no code with two versions
 * from one day or at two levels, no name under two codes. A catalogue is published item by item, so that the last change
 * of a level for a day is charged, as things stood up to it. Source: domain.md 1.1 M04 (26 and 20 in the seed county), 2.9.
 */
export const cat01 = defineRule({
  id: 'CAT-01',
  title: { zh: '职权目录项数与编码', en: 'Number and codes of the powers' },
  statement: {
    zh: '职权目录项数与公布数一致，一项一码',
    en: 'The catalogue has as many items as laid down, each under a code of its own',
  },
  severity: 'M',
  basis: [{ document: SUNSHINE_OPINION, clause: '清权：权力清单' }],
  validFrom: SUNSHINE_IN_FORCE,
  parameters,
  triggers: ['powers.PowerItemPublished', 'powers.PowerItemRetired'],
  *check(theCase: CaseIndex, context, on) {
    for (const act of changesOf(theCase.events)) {
      const level = levelOfChange(context, act);
      if (level === undefined) continue;
      const expected = on(act).expected[level as keyof ReturnType<typeof on>['expected']];
      const activation = judgedChange(context, act, level, expected);
      if (activation) yield activation;
    }
  },
});
