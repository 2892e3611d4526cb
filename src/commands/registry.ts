// Every command of this program. A new capability is one more line.
import { accountabilityCommands } from '../accountability/commands.js';
import { assetsCommands } from '../assets/commands.js';
import { auditsCommands } from '../audits/commands.js';
import { complaintsCommands } from '../complaints/commands.js';
import { disclosureCommands } from '../disclosure/commands.js';
import { documentsCommands } from '../documents/commands.js';
import { fundsCommands } from '../funds/commands.js';
import { leadsCommands } from '../leads/commands.js';
import { mattersCommands } from '../matters/commands.js';
import { officesCommands } from '../offices/commands.js';
import { powersCommands } from '../powers/commands.js';
import { projectsCommands } from '../projects/commands.js';
import { ratingsCommands } from '../ratings/commands.js';
import { risksCommands } from '../risks/commands.js';
import { servicesCommands } from '../services/commands.js';
import { supervisionCommands } from '../supervision/commands.js';
import { auditsCitations } from '../audits/citations.js';
import { leadsCitations } from '../leads/citations.js';
import type { Citations } from './commandHandler.js';
import { rulesCommands } from '../rulebook/commands.js';
import type { CommandDefinitions } from './command.js';

export const allCommands = {
  ...officesCommands,
  ...powersCommands,
  ...mattersCommands,
  ...fundsCommands,
  ...projectsCommands,
  ...assetsCommands,
  ...disclosureCommands,
  ...servicesCommands,
  ...ratingsCommands,
  ...complaintsCommands,
  ...supervisionCommands,
  ...risksCommands,
  ...leadsCommands,
  ...auditsCommands,
  ...accountabilityCommands,
  ...documentsCommands,
  ...rulesCommands,
} satisfies CommandDefinitions;

/** The full name of a command, `<capability>.<Name>`. */
export type CommandName = keyof typeof allCommands;

/** Which commands cite events as evidence. */
export const allCitations: Citations = { ...auditsCitations, ...leadsCitations };
