// Commands of `powers`: publish and retire power items, publish and repeal the documents they cite, issue handbooks.
// name -> schema, stream, decider. A command's data has the shape of the event that it leads to.
import { commandsOf, type CommandDefinitions } from '../commands/command.js';
import { powersEvents as events } from '../events/powers.js';
import { handbookDecider, policyDocumentDecider, powerDecider } from './decider.js';

const power = commandsOf('power', 'code', powerDecider);
const policyDocument = commandsOf('policydocument', 'documentId', policyDocumentDecider);
const handbook = commandsOf('handbook', 'handbookId', handbookDecider);

export const powersCommands = {
  'powers.PublishPowerItem': power(events['powers.PowerItemPublished']),
  'powers.RetirePowerItem': power(events['powers.PowerItemRetired']),
  'powers.PublishPolicyDocument': policyDocument(events['powers.PolicyDocumentPublished']),
  'powers.RepealPolicyDocument': policyDocument(events['powers.PolicyDocumentRepealed']),
  'powers.LinkClause': policyDocument(events['powers.ClauseLinked']),
  'powers.IssueHandbook': handbook(events['powers.HandbookIssued']),
} satisfies CommandDefinitions;
