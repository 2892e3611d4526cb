// Commands of `powers`: publish a version of a power item, retire the item.
// name -> schema, stream, decider. A command's data has the shape of the event that it leads to.
import { commandsOf, type CommandDefinitions } from '../commands/command.js';
import { powersEvents as events } from '../events/powers.js';
import { powerDecider } from './decider.js';

const power = commandsOf('power', 'code', powerDecider);

export const powersCommands = {
  'powers.PublishPowerItem': power(events['powers.PowerItemPublished']),
  'powers.RetirePowerItem': power(events['powers.PowerItemRetired']),
} satisfies CommandDefinitions;
