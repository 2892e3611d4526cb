// Commands of `offices`: each states one fact about units, persons, bodies, posts, terms and portfolios.
// name -> schema, stream, decider. A command's data has the shape of the event that it leads to.
import { defineCommand, type CommandDefinitions } from '../commands/command.js';
import { latestSchema } from '../events/catalogue.js';
import { officesEvents as events } from '../events/offices.js';
import { unitDecider } from './decider.js';

export const officesCommands = {
  'offices.RegisterUnit': defineCommand(
    latestSchema(events['offices.UnitRegistered']),
    ({ unitId }) => `unit-${unitId}`,
    unitDecider,
  ),
} satisfies CommandDefinitions;
