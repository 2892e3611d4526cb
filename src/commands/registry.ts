// Every command of this program. A new capability is one more line.
import { documentsCommands } from '../documents/commands.js';
import { fundsCommands } from '../funds/commands.js';
import { mattersCommands } from '../matters/commands.js';
import { officesCommands } from '../offices/commands.js';
import { powersCommands } from '../powers/commands.js';
import { projectsCommands } from '../projects/commands.js';
import { ratingsCommands } from '../ratings/commands.js';
import { rulesCommands } from '../rulebook/commands.js';
import type { CommandDefinitions } from './command.js';

export const allCommands = {
  ...officesCommands,
  ...powersCommands,
  ...mattersCommands,
  ...fundsCommands,
  ...projectsCommands,
  ...ratingsCommands,
  ...documentsCommands,
  ...rulesCommands,
} satisfies CommandDefinitions;

/** The full name of a command, `<capability>.<Name>`. */
export type CommandName = keyof typeof allCommands;
