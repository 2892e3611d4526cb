// Commands of `rules`: adopt a pack; and, by the program alone, record a re-judgement or an act that was held back.
// name -> schema, stream, decider. A command's data has the shape of the event that it leads to.
import {
  commandsOf,
  defineCommand,
  internal,
  type CommandDefinitions,
} from '../commands/command.js';
import { latestSchema } from '../events/catalogue.js';
import { rulesEvents as events } from '../events/rules.js';
import { attemptDecider, RULEBOOK_STREAM, rulebookDecider } from './decider.js';

const ofRulebook = () => RULEBOOK_STREAM;
const blocked = commandsOf('attempt', 'attemptId', attemptDecider);

export const rulesCommands = {
  'rules.AdoptPack': defineCommand(
    latestSchema(events['rules.PackAdopted']),
    ofRulebook,
    rulebookDecider,
  ),
  'rules.RecordRejudgement': internal(
    defineCommand(latestSchema(events['rules.Rejudged']), ofRulebook, rulebookDecider),
  ),
  'rules.RecordBlockedAct': internal(blocked(events['rules.ActBlocked'])),
} satisfies CommandDefinitions;
