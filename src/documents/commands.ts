// Commands of `documents`: record that a document was received, link it to what it proves, record its disposal.
// name -> schema, stream, decider. A command's data has the shape of the event that it leads to.
import { commandsOf, type CommandDefinitions } from '../commands/command.js';
import { documentsEvents as events } from '../events/documents.js';
import { documentDecider } from './decider.js';

const document = commandsOf('document', 'sha256', documentDecider);

export const documentsCommands = {
  'documents.StoreDocument': document(events['documents.DocumentStored']),
  'documents.LinkEvidence': document(events['documents.EvidenceLinked']),
  'documents.DisposeDocument': document(events['documents.DocumentDisposed']),
} satisfies CommandDefinitions;
