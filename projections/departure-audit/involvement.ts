// Who took part in an event, and as what. It must name everybody whom the record names, and nobody else.
import type { LedgerEvent } from '../../src/events/index.js';

/** As what a person appears in an event. */
export type Role =
  | 'actor'
  | 'onBehalfOf'
  | 'proposer'
  | 'concerned'
  | 'author'
  | 'initiator'
  | 'participant'
  | 'notified'
  | 'instructor'
  | 'addressee'
  | 'chair'
  | 'recorder'
  | 'present'
  | 'absent'
  | 'recused'
  | 'speaker'
  | 'dissenter'
  | 'voter'
  | 'teller'
  | 'scrutineer'
  | 'ruler'
  | 'approver'
  | 'requester'
  | 'signer'
  | 'payer'
  | 'accountHolder'
  | 'payee'
  | 'receiver'
  | 'acceptor'
  | 'rated'
  | 'official'
  | 'member'
  | 'formerMember'
  | 'relative'
  | 'registered';

export interface Involvement {
  readonly person: string;
  readonly role: Role;
  readonly post?: string | undefined;
  readonly detail?: string | undefined;
}

/** Collects involvements; persons who are not named are left out. */
class Collector {
  readonly found: Involvement[] = [];

  add(person: string | undefined, role: Role, detail?: string, post?: string): this {
    if (person !== undefined) this.found.push({ person, role, detail, post });
    return this;
  }

  all(persons: readonly string[] | undefined, role: Role): this {
    for (const person of persons ?? []) this.add(person, role);
    return this;
  }
}

function ofMatter(event: LedgerEvent, into: Collector): void {
  switch (event.name) {
    case 'matters.MatterOpened':
      into.add(event.data.proposer, 'proposer').all(event.data.concerns, 'concerned');
      break;
    case 'matters.PreStudyRecorded':
      into.all(event.data.authors, 'author');
      break;
    case 'matters.PreConsultationHeld':
      into.add(event.data.initiator, 'initiator').all(event.data.participants, 'participant');
      break;
    case 'matters.AgendaNotified':
      into.all(event.data.recipients, 'notified');
      break;
    case 'matters.InstructionRecorded':
      into.add(event.data.personId, 'instructor').add(event.data.addressee, 'addressee');
      break;
    case 'matters.MeetingOpened':
      into
        .add(event.data.chair, 'chair')
        .add(event.data.recorder, 'recorder')
        .all(event.data.present, 'present');
      for (const { personId, reason } of event.data.absent ?? [])
        into.add(personId, 'absent', reason);
      break;
    case 'matters.RecusalDeclared':
      into.add(event.data.personId, 'recused', event.data.reason);
      break;
    case 'matters.PositionStated':
      into.add(event.data.personId, 'speaker', event.data.stance);
      break;
    case 'matters.DissentRecorded':
      into.add(event.data.personId, 'dissenter');
      break;
    case 'matters.BallotTallied':
      for (const { personId, choice } of event.data.votes ?? [])
        into.add(personId, 'voter', choice);
      into.add(event.data.teller, 'teller').add(event.data.scrutineer, 'scrutineer');
      break;
    case 'matters.ResultRuled':
      into.add(event.data.ruledBy, 'ruler', event.data.outcome);
      break;
    case 'matters.MatterCorrected':
      into.add(event.data.approvedBy, 'approver', 'correction');
      break;
    default:
  }
}

function ofMoney(event: LedgerEvent, into: Collector): void {
  switch (event.name) {
    case 'funds.AccountOpened':
      if (event.data.holderKind === 'person') into.add(event.data.holder, 'accountHolder');
      break;
    case 'funds.PaymentRequested':
      into.add(event.data.requestedBy, 'requester').all(event.data.alsoRequestedBy, 'requester');
      if (event.data.payee.kind === 'person') into.add(event.data.payee.payeeId, 'payee');
      break;
    case 'funds.PaymentApproved':
      into.add(event.data.personId, 'signer', event.data.role, event.data.postId);
      break;
    case 'funds.PaymentMade':
      into.add(event.data.paidBy, 'payer').add(event.data.receivingAccountHolder, 'receiver');
      if (event.data.payee.kind === 'person') into.add(event.data.payee.payeeId, 'payee');
      break;
    case 'funds.PaymentReversed':
      into.add(event.data.approvedBy, 'approver', 'reversal');
      break;
    case 'projects.ContractSigned':
      into.add(event.data.signedBy, 'signer', 'contract');
      if (event.data.party.kind === 'person') into.add(event.data.party.payeeId, 'payee');
      break;
    case 'projects.ContractVaried':
      into.add(event.data.approvedBy, 'approver', 'variation');
      break;
    case 'projects.WorkAccepted':
      into.all(event.data.acceptedBy, 'acceptor');
      break;
    default:
  }
}

function ofOffices(event: LedgerEvent, into: Collector): void {
  switch (event.name) {
    case 'offices.PersonRegistered':
      into.add(event.data.personId, 'registered');
      break;
    case 'offices.KinshipDeclared':
      into
        .add(event.data.personId, 'relative', event.data.relation)
        .add(event.data.relativeId, 'relative', event.data.relation);
      break;
    case 'offices.BodyDefined':
      into.all(event.data.members, 'member');
      break;
    case 'offices.BodyMembershipChanged':
      into.all(event.data.joined, 'member').all(event.data.left, 'formerMember');
      break;
    case 'offices.OfficeHeld':
    case 'offices.OfficeEnded':
      into.add(event.data.personId, 'official', undefined, event.data.postId);
      break;
    case 'offices.PortfolioAssigned':
    case 'offices.PortfolioEnded':
      into.add(event.data.personId, 'official');
      break;
    case 'ratings.SessionOpened':
      for (const { objectId, kind } of event.data.objects)
        if (kind === 'person') into.add(objectId, 'rated');
      break;
    default:
  }
}

/** Everybody whom an event names, each once per role, the actor of the record first. */
export function involvementsOf(event: LedgerEvent): readonly Involvement[] {
  // What the rules held back was not done by anybody.
  if (event.name === 'rules.ActBlocked') return [];
  const into = new Collector();
  into
    .add(event.actorperson, 'actor', undefined, event.actorpost)
    .add(event.actoronbehalfof, 'onBehalfOf');
  const capability = event.name.slice(0, event.name.indexOf('.'));
  if (capability === 'matters') ofMatter(event, into);
  else if (capability === 'funds' || capability === 'projects') ofMoney(event, into);
  else ofOffices(event, into);
  const seen = new Set<string>();
  return into.found.filter(({ person, role }) => {
    const key = `${role} ${person}`;
    return !seen.has(key) && seen.add(key);
  });
}
