// SVC-06: relatives of those who handle or hold office are registered apart, and visited.
// It rests on declared kinship alone: nobody is taken for a relative by name.
import { z } from 'zod';
import { applicationsOf, type Application } from './applications.js';
import type { CaseIndex, EventOf } from './case.js';
import type { RuleContext } from './context.js';
import { NEAR_RELATIVES, officesOver, relativesOf } from './ownership.js';
import { defineRule, type Activation } from './rule.js';
import { SUNSHINE_IN_FORCE, SUNSHINE_OPINION } from './sources.js';
import { happenedBefore, localDate } from './time.js';

const svc06Parameters = z.strictObject({
  /** Codes of the services to which it applies: social assistance. */
  services: z
    .array(z.string())
    .default(['subsistenceAllowance', 'destituteSupport', 'temporaryAssistance']),
  relations: z.array(z.string()).default([...NEAR_RELATIVES]),
  /** Whether the household must have been visited as well. */
  visit: z.boolean().default(true),
});

type Approval = EventOf<'services.ApprovalGiven'>;

/** Who examined an application, visited its household or approved it. */
function handlersOf(theCase: CaseIndex, { id, accepted }: Application): ReadonlySet<string> {
  const ofThis = <E extends { readonly data: { readonly applicationId: string } }>(
    events: readonly E[],
  ) => events.filter(({ data }) => data.applicationId === id);
  const persons = [
    accepted?.actorperson,
    ...ofThis(theCase.of('services.ReviewOpinionGiven')).map(({ data }) => data.personId),
    ...ofThis(theCase.of('services.HomeVisitRecorded')).flatMap(({ data }) => data.visitors),
    ...ofThis(theCase.of('services.ApprovalGiven')).map(({ data }) => data.personId),
  ];
  return new Set(persons.flatMap((person) => person ?? []));
}

function judgedRelative(
  theCase: CaseIndex,
  act: Approval,
  relative: string,
  visit: boolean,
): Activation['broken'] {
  const { applicationId } = act.data;
  const before = <E extends EventOf<'services.RelativeRegistered' | 'services.HomeVisitRecorded'>>(
    event: E,
  ) => event.data.applicationId === applicationId && !happenedBefore(act.time, event.time);
  const registered = theCase
    .of('services.RelativeRegistered')
    .some((event) => event.data.relativeOf === relative && before(event));
  const visited = theCase.of('services.HomeVisitRecorded').some(before);
  if (registered && (visited || !visit)) return undefined;
  return {
    found: registered
      ? { zh: '近亲属申请未入户核查即批准', en: 'approved without a visit to the household' }
      : {
          zh: '申请人是经办人员或村（乡）干部近亲属，批准前没有单独登记备案',
          en: 'the applicant is a near relative of who handles it or holds office, and was not registered apart before the approval',
        },
    expected: visit
      ? { zh: '单独登记备案，并逐户核查', en: 'registration apart, and a visit' }
      : { zh: '单独登记备案', en: 'registration apart' },
    severity: registered ? 'M' : undefined,
  };
}

function* judged(
  theCase: CaseIndex,
  context: RuleContext,
  application: Application,
  act: Approval,
  parameters: z.output<typeof svc06Parameters>,
): Iterable<Activation> {
  const { received } = application;
  if (!received || !parameters.services.includes(received.data.service)) return;
  const handlers = handlersOf(theCase, application);
  const day = localDate(act.time);
  for (const { relative, declared } of relativesOf(
    context,
    received.data.applicant,
    parameters.relations,
  )) {
    const inOffice = officesOver(context, relative, day, act.orgunit).length > 0;
    if (!inOffice && !handlers.has(relative)) continue;
    const broken = judgedRelative(theCase, act, relative, parameters.visit);
    yield {
      act,
      person: act.data.personId,
      broken: broken && { ...broken, amount: act.data.amount, evidence: [received, declared] },
    };
  }
}

/**
 * When social assistance is approved for a declared near relative of somebody who handled the application, or who holds
 * office that day in the unit or in one above it, the relationship was registered before the approval (serious), and the
 * household visited (medium). Each such relationship is one occasion; not applicable without any. Source: measures on
 * confirming subsistence allowances (from memory); domain.md 2.6 (低保: near relatives of handlers and village cadres
 * registered apart, all of them visited), 2.9.
 */
export const svc06 = defineRule({
  id: 'SVC-06',
  title: { zh: '经办人员近亲属单独登记', en: 'Relatives of handlers are registered apart' },
  statement: {
    zh: '经办人员、村（乡）干部近亲属申请救助的，批准前单独登记备案并入户核查',
    en: 'Assistance for near relatives of handlers and office holders is registered apart and visited before it is approved',
  },
  severity: 'S',
  basis: [
    // From memory: the number of the article has not been checked against the text.
    { document: '最低生活保障审核确认办法', clause: '近亲属申请备案' },
    { document: SUNSHINE_OPINION, clause: '亮权：综合便民服务中心' },
  ],
  validFrom: SUNSHINE_IN_FORCE,
  parameters: svc06Parameters,
  triggers: ['services.ApprovalGiven'],
  *check(theCase, context, on) {
    for (const application of theCase.derive(applicationsOf))
      for (const act of theCase.of('services.ApprovalGiven'))
        if (act.data.applicationId === application.id)
          yield* judged(theCase, context, application, act, on(act));
  },
});
