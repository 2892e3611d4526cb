// Decisions of `offices`: one statement a command, one decider a kind of stream (unit, person, body, post).
// An improper term, portfolio or membership is recorded; the rules judge it. Every fact here bears its own date,
// so a repetition agrees when its data does.
import type { OfficesEvent } from '../events/offices.js';
import { find, named, unknownName } from '../kernel/facts.js';
import { dataAlone, deciderOf } from '../kernel/statements.js';

const unit = named('unit', '单位', 'unit');
const dissolution = named('dissolution', '单位撤销', 'dissolution');
const households = named('households', '户数', 'count of households');
const person = named('person', '人员', 'person');
const kinship = named('kinship', '亲属关系', 'kinship');
const term = named('term', '任职', 'term of office');
const termEnd = named('termEnd', '任职终止', 'end of term');
const anyTerm = named('anyTerm', '该岗位的任职', 'term in the post');
const assignment = named('assignment', '分工', 'portfolio assignment');
const portfolio = named('portfolio', '分管领域', 'portfolio area');
const portfolioEnd = named('portfolioEnd', '分工终止', 'end of portfolio');
const body = named('body', '会议体', 'body');
const membershipChange = named('membershipChange', '成员变动', 'change of membership');
const post = named('post', '岗位', 'post');
const postRevision = named('postRevision', '岗位调整', 'revision of the post');

const appointment = named('appointment', '任命', 'appointment');
const handover = named('handover', '工作移交', 'handover');
const death = named('death', '死亡', 'death');
const interest = named('interest', '利益申报', 'declaration of interest');
const election = named('election', '选举', 'election');
const electionResult = named('electionResult', '选举结果', 'election result');

const list = (ids: readonly string[]) => ids.toSorted().join(',');

export const unitDecider = deciderOf<OfficesEvent>({
  'offices.RegisterUnit': {
    records: 'offices.UnitRegistered',
    key: ({ unitId }) => unit(unitId),
    agreesIn: dataAlone,
  },
  'offices.DissolveUnit': {
    records: 'offices.UnitDissolved',
    key: ({ unitId }) => dissolution(unitId),
    agreesIn: dataAlone,
    needs: ({ unitId }) => [unit(unitId)],
  },
  'offices.CountHouseholds': {
    records: 'offices.HouseholdsCounted',
    key: ({ on }) => households(on),
    agreesIn: dataAlone,
    needs: ({ unitId }) => [unit(unitId)],
  },
});

/** A person need not be registered first: terms and kinship are known by his pseudonymous id. */
export const personDecider = deciderOf<OfficesEvent>({
  'offices.RegisterPerson': {
    records: 'offices.PersonRegistered',
    key: ({ personId }) => person(personId),
    agreesIn: dataAlone,
  },
  'offices.DeclareKinship': {
    records: 'offices.KinshipDeclared',
    key: ({ relativeId, relation }) => kinship(relativeId, relation),
    agreesIn: dataAlone,
  },
  'offices.HoldOffice': {
    records: 'offices.OfficeHeld',
    key: ({ termId }) => term(termId),
    agreesIn: dataAlone,
    alsoNamed: ({ termId, postId }) => [term(termId, postId), anyTerm(postId)],
  },
  'offices.EndOffice': {
    records: 'offices.OfficeEnded',
    key: ({ termId }) => termEnd(termId),
    agreesIn: dataAlone,
    // That somebody left is known of many of whom nobody recorded since when. It is refused where a term of that post
    // is on record, so that it is another id that was meant, and where the person is not known at all.
    refuses({ data: { termId, personId, postId } }, facts) {
      const known = find(facts, term(termId, postId).key) !== undefined;
      const beginless =
        find(facts, person(personId).key) !== undefined &&
        find(facts, anyTerm(postId).key) === undefined;
      return known || beginless ? undefined : unknownName(term(termId, postId));
    },
  },
  'offices.AssignPortfolio': {
    records: 'offices.PortfolioAssigned',
    key: ({ unitId, from, areas }) => assignment(unitId, from, list(areas)),
    agreesIn: dataAlone,
    alsoNamed: ({ unitId, areas }) => areas.map((area) => portfolio(unitId, area)),
  },
  'offices.EndPortfolio': {
    records: 'offices.PortfolioEnded',
    key: ({ unitId, on, areas }) => portfolioEnd(unitId, on, list(areas)),
    agreesIn: dataAlone,
    needs: ({ unitId, areas }) => areas.map((area) => portfolio(unitId, area)),
  },
  'offices.Appoint': {
    records: 'offices.AppointmentMade',
    key: ({ appointmentId }) => appointment(appointmentId),
  },
  'offices.CompleteHandover': {
    records: 'offices.HandoverCompleted',
    key: ({ handoverId }) => handover(handoverId),
  },
  'offices.RecordDeath': {
    records: 'offices.PersonDied',
    key: ({ personId }) => death(personId),
    agreesIn: dataAlone,
  },
  'offices.DeclareInterest': {
    records: 'offices.InterestDeclared',
    key: ({ declarationId }) => interest(declarationId),
    agreesIn: dataAlone,
  },
});

export const electionDecider = deciderOf<OfficesEvent>({
  'offices.CallElection': {
    records: 'offices.ElectionCalled',
    key: ({ electionId }) => election(electionId),
    agreesIn: dataAlone,
  },
  'offices.RecordElection': {
    records: 'offices.ElectionHeld',
    key: ({ electionId }) => electionResult(electionId),
    agreesIn: dataAlone,
  },
});

export const bodyDecider = deciderOf<OfficesEvent>({
  'offices.DefineBody': {
    records: 'offices.BodyDefined',
    key: ({ bodyId }) => body(bodyId),
    agreesIn: dataAlone,
  },
  'offices.ChangeBodyMembership': {
    records: 'offices.BodyMembershipChanged',
    key: ({ effectiveFrom, joined, left }) =>
      membershipChange(effectiveFrom, list(joined), list(left)),
    agreesIn: dataAlone,
    needs: ({ bodyId }) => [body(bodyId)],
  },
});

export const postDecider = deciderOf<OfficesEvent>({
  'offices.DefinePost': {
    records: 'offices.PostDefined',
    key: ({ postId }) => post(postId),
    agreesIn: dataAlone,
  },
  'offices.RevisePost': {
    records: 'offices.PostRevised',
    key: ({ effectiveFrom }) => postRevision(effectiveFrom),
    agreesIn: dataAlone,
    needs: ({ postId }) => [post(postId)],
  },
});
