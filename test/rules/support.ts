// A small ledger for rule tests: events are parsed by the real catalogue, filed by the real keys, judged by real packs.
import { readFileSync } from 'node:fs';
import { catalogue, type EventName, type LedgerEvent } from '../../src/events/index.js';
import type { Fen } from '../../src/kernel/money.js';
import { comparePositions, positionOf } from '../../src/kernel/position.js';
import type { LocalDate } from '../../src/kernel/time.js';
import { namedCase } from '../../src/rules/case.js';
import {
  contextKeysOf,
  contextLinksOf,
  upTo,
  type ContextLink,
  type RuleContext,
} from '../../src/rules/context.js';
import { RULES } from '../../src/rules/index.js';
import { examine, type Examination, type Judgement } from '../../src/rules/judge.js';
import { loadRulePacks } from '../../src/rules/packFiles.js';
import type { RulePacks } from '../../src/rules/pack.js';
import { inTimeOrder } from '../../src/rules/time.js';

export const VILLAGE = '451425100201';
export const TOWNSHIP = '451425100000';

export const packFile = (name: string) => ({
  name: `rulepacks/${name}.yaml`,
  text: readFileSync(`rulepacks/${name}.yaml`, 'utf8'),
});
export const nationalFiles = ['cn', 'cn.voc.2018', 'cn.voc.2026', 'cn.rceo.2025'].map(packFile);
export const nationalPacks = loadRulePacks(nationalFiles, RULES);
export const demoPacks = loadRulePacks([...nationalFiles, packFile('demo-county')], RULES);

/** National packs with parameters for one rule laid over them. */
export const packsWith = (ruleId: string, parameters: object): RulePacks =>
  loadRulePacks(
    [
      ...nationalFiles,
      {
        name: 'test.yaml',
        text: JSON.stringify({
          id: 'test',
          version: '1',
          title: { zh: '测试', en: 'test' },
          area: '4',
          validFrom: '1949-10-01',
          rules: { [ruleId]: { parameters } },
        }),
      },
    ],
    RULES,
  );

/** What the schemas brand may be written as plain text. */
type Plain<T> = T extends LocalDate | Fen
  ? string
  : T extends readonly (infer E)[]
    ? readonly Plain<E>[]
    : T extends object
      ? { [K in keyof T]: Plain<T[K]> }
      : T;
type DataOf<N extends EventName> = Plain<Extract<LedgerEvent, { name: N }>['data']>;
export interface Attributes {
  readonly time?: string;
  readonly recorded?: string;
  readonly matter?: string | undefined;
  readonly person?: string;
  readonly post?: string;
  readonly orgunit?: string;
  readonly power?: string;
  readonly subject?: string;
  readonly rulepack?: string;
  readonly classification?: 'public' | 'internal' | 'audit' | 'sealed';
}
export type Verdict = 'kept' | 'broken' | 'not applicable' | 'unjudged';

const SUBJECTS: readonly (readonly [string, string])[] = [
  ['risks.', 'risk-riskId'],
  ['supervision.Suggestion', 'suggestion-suggestionId'],
  ['supervision.AssessmentPlanSet', 'assessment-planId'],
  ['supervision.Inspection', 'inspection-inspectionId'],
  ['supervision.Problem', 'problem-problemId'],
  ['supervision.RectificationOrdered', 'problem-problemId'],
  ['supervision.AnnualPlanFixed', 'annualplan-planId'],
  ['supervision.Survey', 'survey-surveyId'],
  ['supervision.Response', 'survey-surveyId'],
  ['supervision.Opinion', 'opinion-opinionId'],
  ['supervision.TripleReport', 'triplereport-reportId'],
  ['supervision.FactSheet', 'triplereport-reportId'],
  ['supervision.', 'team-teamId'],
  ['complaints.ChannelPublished', 'channel-channelId'],
  ['complaints.OpinionBookScanned', 'opinionbook-bookId'],
  ['complaints.', 'complaint-complaintId'],
  ['audits.', 'audit-auditId'],
  ['offices.Election', 'election-electionId'],
  ['funds.BudgetLineSet', 'budget-lineId'],
  ['funds.AccountOpened', 'account-accountId'],
  ['funds.IncomeReceived', 'income-incomeId'],
  ['funds.BankLine', 'bankline-bankLineId'],
  ['funds.ReceiptIssued', 'receiptbook-bookId'],
  ['funds.Receivable', 'receivable-receivableId'],
  ['funds.Dunning', 'receivable-receivableId'],
  ['funds.SpecialFund', 'specialfund-fundId'],
  ['funds.', 'payment-paymentId'],
  ['matters.', 'matter-matterId'],
  ['projects.SupplierRegistered', 'supplier-supplierId'],
  ['projects.Tender', 'tender-tenderId'],
  ['projects.Bid', 'tender-tenderId'],
  ['projects.Award', 'tender-tenderId'],
  ['projects.', 'contract-contractId'],
  ['assets.Lease', 'lease-leaseId'],
  ['assets.Rent', 'lease-leaseId'],
  ['assets.Stocktake', 'stocktake-stocktakeId'],
  ['assets.', 'asset-assetId'],
  ['disclosure.Place', 'place-placeId'],
  ['disclosure.PolicyCard', 'policy-policyId'],
  ['disclosure.DutyBoard', 'dutyboard-boardId'],
  ['disclosure.', 'notice-noticeId'],
  ['services.', 'application-applicationId'],
  ['accountability.Warning', 'warning-warningId'],
  ['supervision.Problem', 'problem-problemId'],
  ['audits.', 'audit-auditId'],
  ['ratings.', 'rating-sessionId'],
  ['documents.', 'document-sha256'],
  ['powers.PolicyDocument', 'policydocument-documentId'],
  ['powers.ClauseLinked', 'policydocument-documentId'],
  ['powers.', 'power-code'],
  ['offices.Unit', 'unit-unitId'],
  ['offices.Households', 'unit-unitId'],
  ['offices.Body', 'body-bodyId'],
  ['offices.Election', 'election-electionId'],
  ['offices.Post', 'post-postId'],
  ['offices.', 'person-personId'],
];

function subjectOf(name: string, data: Record<string, unknown>): string {
  const [category = '', key = ''] =
    SUBJECTS.find(([prefix]) => name.startsWith(prefix))?.[1].split('-') ?? [];
  return `${category}-${String(data[key])}`;
}

/** `10` -> 2024-03-10 09:00, `10.5` -> 2024-03-10 14:00 (local): most tests play in one month. */
export const day = (number: number): string => {
  const whole = Math.floor(number);
  const hour = 9 + Math.round((number - whole) * 10);
  return `2024-03-${String(whole).padStart(2, '0')}T${String(hour).padStart(2, '0')}:00:00+08:00`;
};

/** Nine o'clock (local) on a date, as attributes. */
export const at = (date: string): Attributes => ({ time: `${date}T09:00:00+08:00` });

export class TestLedger implements RuleContext {
  readonly all: LedgerEvent[] = [];
  readonly #keys = new Map<string, LedgerEvent[]>();
  readonly #links: ContextLink[] = [];

  /** Appends an event; its time is the last one's where none is given. */
  add<N extends EventName>(name: N, data: DataOf<N>, attributes: Attributes = {}): this {
    const subject = attributes.subject ?? subjectOf(name, data);
    const time = attributes.time ?? this.all.at(-1)?.time ?? day(1);
    const number = this.all.length;
    const event = {
      id: `018f0000-0000-7000-8000-${String(number).padStart(12, '0')}`,
      name,
      type: catalogue.typeOf(name),
      data: catalogue.parseNew(name, data),
      subject,
      time,
      recordedtime: attributes.recorded ?? new Date(time).toISOString(),
      actoraccount: 'account-1',
      actorperson: attributes.person,
      actorpost: attributes.post,
      orgunit: attributes.orgunit ?? VILLAGE,
      powercode: attributes.power,
      matter: 'matter' in attributes ? attributes.matter : this.#matterOf(data),
      commandid: `c${number}`,
      correlationid: `c${number}`,
      rulepack: attributes.rulepack ?? 'test',
      classification: attributes.classification ?? 'public',
      specversion: '1.0',
      source: 'urn:test',
      datacontenttype: 'application/json',
      position: positionOf(number),
      revision: this.all.filter((other) => other.subject === subject).length + 1,
    } as unknown as LedgerEvent;
    this.all.push(event);
    for (const key of contextKeysOf(event))
      this.#keys.set(key, [...(this.#keys.get(key) ?? []), event]);
    this.#links.push(...contextLinksOf(event));
    return this;
  }

  /** Payments and contracts of these tests belong to the one matter that is open, if any. */
  #matterOf(data: object): string | undefined {
    if ('matterId' in data) return String(data.matterId);
    if (!('paymentId' in data) && !('contractId' in data)) return undefined;
    const opened = this.all.find((event) => event.name === 'matters.MatterOpened');
    return opened?.name === 'matters.MatterOpened' ? opened.data.matterId : undefined;
  }

  events(key: string): readonly LedgerEvent[] {
    const linked = this.#links.filter(({ also }) => also === key).map((link) => link.key);
    return [...new Set([key, ...linked].flatMap((one) => this.#keys.get(one) ?? []))].sort((a, b) =>
      comparePositions(a.position, b.position),
    );
  }

  eventsUpTo(key: string, act: LedgerEvent): readonly LedgerEvent[] {
    return this.events(key).filter(upTo(act));
  }

  firstEvent(key: string): LedgerEvent | undefined {
    return inTimeOrder(this.events(key))[0];
  }

  /** The cases in the order of their first events, as a view would keep them. */
  cases(): readonly { readonly id: string; readonly events: readonly LedgerEvent[] }[] {
    const caseOfStream = new Map<string, string>();
    const cases = new Map<string, LedgerEvent[]>();
    for (const event of this.all) {
      const id = namedCase(event) ?? caseOfStream.get(event.subject) ?? event.subject;
      if (!caseOfStream.has(event.subject)) caseOfStream.set(event.subject, id);
      cases.set(id, [...(cases.get(id) ?? []), event]);
    }
    return [...cases].map(([id, events]) => ({ id, events }));
  }

  examine(ruleId?: string, packs: RulePacks = nationalPacks): Examination {
    const rules = ruleId === undefined ? RULES : RULES.filter(({ id }) => id === ruleId);
    if (rules.length === 0) throw new Error(`no rule ${String(ruleId)}`);
    const examined = this.cases().map((each) => examine(each, this, rules, packs));
    return {
      judgements: examined.flatMap(({ judgements }) => judgements),
      unjudged: examined.flatMap(({ unjudged }) => unjudged),
    };
  }

  verdict(ruleId: string, packs?: RulePacks): Verdict {
    const { judgements, unjudged } = this.examine(ruleId, packs);
    if (judgements.some(({ violation }) => violation !== undefined)) return 'broken';
    if (unjudged.length > 0) return 'unjudged';
    return judgements.length > 0 ? 'kept' : 'not applicable';
  }

  /** The violations of a rule. */
  broken(ruleId: string, packs?: RulePacks): readonly Judgement[] {
    return this.examine(ruleId, packs).judgements.filter(({ violation }) => violation);
  }

  severities(ruleId: string, packs?: RulePacks): readonly (string | undefined)[] {
    return this.broken(ruleId, packs).map(({ violation }) => violation?.severity);
  }

  // What most tests need, in the words of the domain.

  body(bodyId: string, kind: DataOf<'offices.BodyDefined'>['kind'], more: object = {}): this {
    return this.add('offices.BodyDefined', {
      bodyId,
      unitId: 'U1',
      name: bodyId,
      kind,
      members: [],
      ...more,
    });
  }

  /** Somebody takes a post of a role on a day. */
  holds(personId: string, role: string, from = '2020-01-01', unitId = 'U1'): this {
    const postId = `${unitId}.${role}`;
    if (this.events(`post-${postId}`).length === 0)
      this.add('offices.PostDefined', { postId, unitId, title: role, role });
    const termId = `${personId}.${postId}`;
    return this.add('offices.OfficeHeld', { termId, personId, postId, unitId, from });
  }

  opens(more: Partial<DataOf<'matters.MatterOpened'>> = {}, attributes: Attributes = {}): this {
    return this.add('matters.MatterOpened', { matterId: 'M1', title: '事项', ...more }, attributes);
  }

  meets(
    bodyId: string,
    more: Partial<DataOf<'matters.MeetingOpened'>> = {},
    attributes: Attributes = {},
  ): this {
    const meeting = { matterId: 'M1', meetingId: 'E1', bodyId, eligible: 9, present: [], ...more };
    return this.add('matters.MeetingOpened', meeting, attributes);
  }

  /** A ballot that adds up, all present voting. */
  votes(
    bodyId: string,
    counts: {
      for: number;
      against?: number;
      abstain?: number;
      present?: number;
      eligible?: number;
    },
    more: Partial<DataOf<'matters.BallotTallied'>> = {},
    attributes: Attributes = {},
  ): this {
    const { against = 0, abstain = 0 } = counts;
    const cast = counts.for + against + abstain;
    const { present = cast } = counts;
    const { eligible = present } = counts;
    return this.add(
      'matters.BallotTallied',
      {
        matterId: 'M1',
        ballotId: 'B1',
        bodyId,
        mode: 'secret',
        eligible,
        present,
        issued: cast,
        valid: cast,
        for: counts.for,
        against,
        abstain,
        invalid: 0,
        ...more,
      },
      attributes,
    );
  }

  rules(
    outcome: DataOf<'matters.ResultRuled'>['outcome'],
    more: Partial<DataOf<'matters.ResultRuled'>> = {},
    attributes: Attributes = {},
  ): this {
    const number = this.all.filter(({ name }) => name === 'matters.ResultRuled').length + 1;
    const ruling = { matterId: 'M1', rulingId: `R${number}`, outcome, ...more };
    return this.add('matters.ResultRuled', ruling, attributes);
  }

  requests(
    yuan: number,
    more: Partial<DataOf<'funds.PaymentRequested'>> = {},
    attributes: Attributes = {},
  ): this {
    const request = {
      paymentId: 'P1',
      amount: fen(yuan),
      currency: 'CNY',
      category: '公益支出',
      purpose: '修路',
      payee: { payeeId: 'C1', kind: 'company' as const },
      ...more,
    };
    return this.add('funds.PaymentRequested', request, attributes);
  }

  approves(
    role: DataOf<'funds.PaymentApproved'>['role'],
    more: Partial<DataOf<'funds.PaymentApproved'>> = {},
    attributes: Attributes = {},
  ): this {
    const number = this.all.filter(({ name }) => name === 'funds.PaymentApproved').length + 1;
    const approval = {
      paymentId: 'P1',
      approvalId: `A${number}`,
      role,
      amount: fen(1),
      currency: 'CNY',
    };
    return this.add('funds.PaymentApproved', { ...approval, ...more }, attributes);
  }

  pays(
    yuan: number,
    more: Partial<DataOf<'funds.PaymentMade'>> = {},
    attributes: Attributes = {},
  ): this {
    const number = this.all.filter(({ name }) => name === 'funds.PaymentMade').length + 1;
    const payment = {
      paymentId: 'P1',
      instalmentId: `I${number}`,
      amount: fen(yuan),
      currency: 'CNY',
      method: 'transfer' as const,
      payee: { payeeId: 'C1', kind: 'company' as const },
      ...more,
    };
    return this.add('funds.PaymentMade', payment, attributes);
  }
}

export const aLedger = (): TestLedger => new TestLedger();

export const fen = (yuan: number) => `${Math.round(yuan * 100)}`;
