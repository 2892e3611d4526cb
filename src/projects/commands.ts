// Commands of `projects`: sign and vary a contract, accept its work.
// name -> schema, stream, decider. A command's data has the shape of the event that it leads to.
import { commandsOf, type CommandDefinitions } from '../commands/command.js';
import { projectsEvents as events } from '../events/projects.js';
import { contractDecider } from './decider.js';

const contract = commandsOf('contract', 'contractId', contractDecider);

export const projectsCommands = {
  'projects.SignContract': contract(events['projects.ContractSigned']),
  'projects.VaryContract': contract(events['projects.ContractVaried']),
  'projects.AcceptWork': contract(events['projects.WorkAccepted']),
} satisfies CommandDefinitions;
