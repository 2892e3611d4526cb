// Real events and ledgers for the benchmarks: payment requests of about 600 bytes as they are stored. All invented (虚构).
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { NewEvent } from '../../src/events/envelope.js';
import { catalogue } from '../../src/events/index.js';
import { inPortions } from '../../src/kernel/clock.js';
import type { EventLog } from '../../src/log/eventLog.js';
import { openSqliteEventLog } from '../../src/log/sqlite/sqliteEventLog.js';

const PURPOSES = ['修补水毁路段', '河堤加固', '更换路灯', '清运垃圾', '校舍防水'];

export function paymentEvent(n: number, commandid: string): NewEvent {
  const data = {
    paymentId: `payment-${n}`,
    amount: String(10_000 + ((n * 7919) % 5_000_000)),
    currency: 'CNY',
    category: '公益',
    purpose: PURPOSES[n % PURPOSES.length],
    payee: { payeeId: `company-${n % 997}`, kind: 'company' },
  };
  return {
    type: catalogue.typeOf('funds.PaymentRequested'),
    time: `2026-03-0${1 + (n % 9)}T09:00:00+08:00`,
    actoraccount: `account-${n % 31}`,
    actorperson: `person-${n % 31}`,
    orgunit: '330281102000',
    commandid,
    correlationid: commandid,
    rulepack: 'cn-2026.1',
    classification: 'public',
    data: catalogue.parseNew('funds.PaymentRequested', data),
  };
}

export function openLedger(folder: string, name: string): EventLog {
  return openSqliteEventLog({
    path: join(folder, `${name}.sqlite`),
    mode: 'write',
    origin: 'urn:sunledger:bench',
    clock: Date.now,
    random: inPortions(randomBytes),
  });
}

/** A ledger of `count` payments, in streams of ten events. */
export async function fillLedger(log: EventLog, count: number): Promise<void> {
  for (let from = 0; from < count; from += 2000) {
    const appends: Promise<unknown>[] = [];
    for (let n = from; n < Math.min(from + 2000, count); n += 10) {
      const events = Array.from({ length: Math.min(10, count - n) }, (_, i) =>
        paymentEvent(n + i, `fill-${n}`),
      );
      appends.push(log.append({ stream: `payment-${n}`, expected: 'none', events }));
    }
    await Promise.all(appends);
  }
}
