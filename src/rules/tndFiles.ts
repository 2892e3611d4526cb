// TND-07: the papers of a purchase are kept for fifteen years.
// A paper that nobody recorded as disposed of is taken to be there.
import { z } from 'zod';
import type { LedgerEvent } from '../events/index.js';
import { addMonths, type LocalDate } from '../kernel/time.js';
import { eventsOf } from './case.js';
import { contextKey, type RuleContext } from './context.js';
import { defineRule } from './rule.js';
import { PROCUREMENT_LAW, PROCUREMENT_LAW_IN_FORCE } from './tenders.js';
import { localDate } from './time.js';
import { unitKey } from './unitKeys.js';

const MONTHS = 12;

/** The contracts and tenders to whose papers a document belongs, by their streams, and the events that say so. */
function purchasesOf(context: RuleContext, sha256: string) {
  const attached = context.events(unitKey.purchasesOfDocument(sha256));
  const linked = eventsOf(
    context.events(contextKey.document(sha256)),
    'documents.EvidenceLinked',
  ).filter(({ data }) => /^(contract|tender)-/.test(data.subject));
  return {
    streams: new Set([
      ...attached.map(({ subject }) => subject),
      ...linked.map(({ data }) => data.subject),
    ]),
    events: [...attached, ...linked] as readonly LedgerEvent[],
  };
}

/** A purchase ends when its contracts do, else with the last that is known of them or of the tender. */
function endOf(context: RuleContext, stream: string): LocalDate | undefined {
  const events = context.events(stream);
  const contracts = eventsOf(events, 'projects.ContractTendered').filter(
    ({ subject }) => subject !== stream,
  );
  const days = [
    ...events.map((event) =>
      event.name === 'projects.ContractEnded' ? event.data.on : localDate(event.time),
    ),
    ...contracts.flatMap(({ data }) => endOf(context, contextKey.contract(data.contractId)) ?? []),
  ];
  return days.sort().at(-1);
}

/**
 * A document that belongs to a purchase (attached to its announcement, contract or acceptance, or linked to it as
 * evidence) is not disposed of within 15 years of the purchase's end. Charged on the disposal; not applicable to other
 * documents. Source: Government Procurement Law art. 42; domain.md 2.5, 2.9.
 */
export const tnd07 = defineRule({
  id: 'TND-07',
  title: { zh: '采购文件保存十五年', en: 'Papers of a purchase are kept' },
  statement: {
    zh: '采购文件自采购结束之日起至少保存十五年，不得提前销毁',
    en: 'The papers of a purchase are kept for at least fifteen years after its end',
  },
  severity: 'M',
  basis: [{ document: PROCUREMENT_LAW, clause: '第四十二条' }],
  validFrom: PROCUREMENT_LAW_IN_FORCE,
  parameters: z.strictObject({ years: z.int().min(1).max(100).default(15) }),
  triggers: ['documents.DocumentDisposed'],
  *check(theCase, context, on) {
    for (const act of theCase.of('documents.DocumentDisposed')) {
      const { sha256, approvedBy } = act.data;
      const { streams, events } = purchasesOf(context, sha256);
      const [end] = [...streams]
        .flatMap((stream) => endOf(context, stream) ?? [])
        .sort()
        .reverse();
      if (end === undefined) continue;
      const { years } = on(act);
      const until = addMonths(end, years * MONTHS);
      const day = localDate(act.time);
      yield {
        act,
        person: approvedBy,
        broken:
          day >= until
            ? undefined
            : {
                found: {
                  zh: `${day} 销毁采购文件`,
                  en: `papers of a purchase disposed of on ${day}`,
                },
                expected: { zh: `保存至 ${until}`, en: `kept until ${until}` },
                evidence: events,
              },
      };
    }
  },
});
