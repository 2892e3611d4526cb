// Commands of `offices`: each states one fact about units, persons, bodies, posts, terms and portfolios.
// name -> schema, stream, decider. A command's data has the shape of the event that it leads to.
import { commandsOf, type CommandDefinitions } from '../commands/command.js';
import { officesEvents as events } from '../events/offices.js';
import {
  bodyDecider,
  electionDecider,
  personDecider,
  postDecider,
  unitDecider,
} from './decider.js';

const unit = commandsOf('unit', 'unitId', unitDecider);
const person = commandsOf('person', 'personId', personDecider);
const body = commandsOf('body', 'bodyId', bodyDecider);
const election = commandsOf('election', 'electionId', electionDecider);
const post = commandsOf('post', 'postId', postDecider);

export const officesCommands = {
  'offices.RegisterUnit': unit(events['offices.UnitRegistered']),
  'offices.DissolveUnit': unit(events['offices.UnitDissolved']),
  'offices.CountHouseholds': unit(events['offices.HouseholdsCounted']),
  'offices.RegisterPerson': person(events['offices.PersonRegistered']),
  'offices.DeclareKinship': person(events['offices.KinshipDeclared']),
  'offices.HoldOffice': person(events['offices.OfficeHeld']),
  'offices.EndOffice': person(events['offices.OfficeEnded']),
  'offices.AssignPortfolio': person(events['offices.PortfolioAssigned']),
  'offices.EndPortfolio': person(events['offices.PortfolioEnded']),
  'offices.Appoint': person(events['offices.AppointmentMade']),
  'offices.CompleteHandover': person(events['offices.HandoverCompleted']),
  'offices.RecordDeath': person(events['offices.PersonDied']),
  'offices.DeclareInterest': person(events['offices.InterestDeclared']),
  'offices.CallElection': election(events['offices.ElectionCalled']),
  'offices.RecordElection': election(events['offices.ElectionHeld']),
  'offices.DefineBody': body(events['offices.BodyDefined']),
  'offices.ChangeBodyMembership': body(events['offices.BodyMembershipChanged']),
  'offices.DefinePost': post(events['offices.PostDefined']),
  'offices.RevisePost': post(events['offices.PostRevised']),
} satisfies CommandDefinitions;
