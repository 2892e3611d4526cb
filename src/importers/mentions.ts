// Facts that many records of a run state (a unit, a person), so that each is sent to the ledger once.
// It must never take two different contents for one fact, unless the mapping says that the first stands.
import { createHash } from 'node:crypto';
import { refused } from '../kernel/errors.js';
import type { PlannedCommand } from './mapping/apply.js';

/** Facts remembered; of those that fell out, the ledger itself knows that it has them. */
const REMEMBERED = 200_000;

/** A mention that is new to this run, to be remembered once its record is accepted. */
export interface Mention {
  readonly id: string;
  readonly digest: string;
}

/** The same rule writes the same keys in the same order, so plain JSON tells contents apart. */
const digestOf = ({ data, attributes }: PlannedCommand): string =>
  createHash('sha256')
    .update(JSON.stringify([data, attributes]))
    .digest('base64');

export class Mentions {
  private readonly known = new Map<string, string>();

  /** Whether this run has sent a command of that id already. */
  has(id: string): boolean {
    return this.known.has(id);
  }

  /**
   * @returns the mention when it is new, undefined when it is known
   * @throws LedgerError `import.contradiction` when an earlier record states the same fact otherwise
   */
  look(command: PlannedCommand): Mention | undefined {
    const id = command.attributes['commandid'] ?? '';
    const before = this.known.get(id);
    if (before !== undefined && command.repeats === 'first') return undefined;
    const digest = digestOf(command);
    if (before === digest) return undefined;
    if (before === undefined) return { id, digest };
    throw refused(
      'import.contradiction',
      '文件中较早的记录对同一事实有不同的说法：请核对文件，或在映射中改用 repeats: first',
      'An earlier record of the file states the same fact otherwise; check the file, or let the mapping say repeats: first',
      '/data',
    );
  }

  remember({ id, digest }: Mention): void {
    this.known.set(id, digest);
    if (this.known.size <= REMEMBERED) return;
    const [oldest] = this.known.keys();
    if (oldest !== undefined) this.known.delete(oldest);
  }
}
