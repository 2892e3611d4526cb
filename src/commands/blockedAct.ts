// The command that records an attempt which rules held back, so that it is seen though nothing was done.
import { createHash } from 'node:crypto';
import type { EventAttributes } from '../events/envelope.js';
import { canonicalBytes } from '../kernel/canonicalJson.js';
import type { Command } from '../kernel/decider.js';
import type { CommandRequest } from './command.js';
import type { Review } from './intent.js';

/** What an event has room for; there are fewer rules than this in any one family. */
const MOST_FINDINGS = 20;

/** An attempt at another position of the ledger is another attempt; the same one sent again is one. */
export function blockedAct(
  { name, data }: Command,
  attributes: EventAttributes,
  stream: string,
  { judgedAt, packSet, findings }: Review,
): CommandRequest {
  const attemptId = createHash('sha256')
    .update(canonicalBytes({ name, data, attributes, judgedAt: judgedAt ?? null }))
    .digest('hex')
    .slice(0, 40);
  return {
    name: 'rules.RecordBlockedAct',
    byProgram: true,
    data: {
      attemptId,
      command: name,
      stream,
      act: data,
      ...(judgedAt === undefined ? {} : { judgedAt }),
      packSet,
      findings: findings
        .slice(0, MOST_FINDINGS)
        .map(({ rule, severity, found, expected, basis, packs }) => ({
          rule,
          severity,
          found,
          expected,
          basis,
          packs,
        })),
    },
    attributes: { ...attributes, commandid: `blocked:${attemptId}` },
  };
}
