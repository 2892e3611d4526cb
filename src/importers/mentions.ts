// Facts that many records of a run state (a unit, a person), so that each is sent to the ledger once.
// It must never take two different contents for one fact, unless the mapping says that the first stands.
import { createHash } from 'node:crypto';
import { canonicalize } from '../kernel/canonicalJson.js';
import { refused } from '../kernel/errors.js';
import type { PlannedCommand } from './mapping/apply.js';

/** Facts remembered; of those that fell out, the ledger itself knows that it has them. */
const REMEMBERED = 200_000;

const idOf = ({ attributes }: PlannedCommand): string => attributes['commandid'] ?? '';

const digestOf = ({ name, data, attributes }: PlannedCommand): string =>
  createHash('sha256').update(canonicalize({ name, data, attributes })).digest('base64');

export class Mentions {
  private readonly known = new Map<string, string>();

  /** @throws LedgerError `import.contradiction` when an earlier record states the same fact otherwise */
  check(command: PlannedCommand): void {
    if (command.repeats !== 'same') return;
    const before = this.known.get(idOf(command));
    if (before === undefined || before === digestOf(command)) return;
    throw refused(
      'import.contradiction',
      '文件中较早的记录对同一事实有不同的说法：请核对文件，或在映射中改用 repeats: first',
      'An earlier record of the file states the same fact otherwise; check the file, or let the mapping say repeats: first',
      '/data',
    );
  }

  /** Whether this run has sent the fact already. */
  has(command: PlannedCommand): boolean {
    return command.repeats !== undefined && this.known.has(idOf(command));
  }

  add(command: PlannedCommand): void {
    if (command.repeats === undefined) return;
    this.known.set(idOf(command), digestOf(command));
    if (this.known.size <= REMEMBERED) return;
    const [oldest] = this.known.keys();
    if (oldest !== undefined) this.known.delete(oldest);
  }
}
