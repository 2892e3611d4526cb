// Packs adopted and acts instructed over real HTTP. Persons and companies are invented (虚构).
import { adoptionOf } from '../../src/rules/adoption.js';
import { RULES } from '../../src/rules/index.js';
import { checkPack } from '../../src/rules/pack.js';
import type { Answer, TestService } from './service.js';

/** Rules of one county, beside those that are shipped. */
export const countyPack = (rules: object, more: object = {}) => ({
  id: 'county.guard',
  version: '1',
  subject: 'guard',
  title: { zh: '办理前控制（虚构）', en: 'control before acts' },
  area: '451425',
  validFrom: '2020-01-01',
  rules,
  ...more,
});

/** Blocks payments without a decision, and warns of cash. */
export const blockingPack = countyPack({
  'PAY-01': { mode: 'block' },
  'PAY-06': { mode: 'warn' },
});

export const adoptPack = (http: TestService, pack: object): Promise<Answer> =>
  http.command('rules.AdoptPack', adoptionOf(checkPack(pack, RULES), pack), {
    time: new Date().toISOString(),
  });

/** A payment of 5,000.00 yuan in cash: above the demo county's tier for a decision. */
export const payment = (paymentId: string, more: object = {}) => ({
  paymentId,
  instalmentId: '1',
  amount: '500000',
  currency: 'CNY',
  method: 'cash',
  payee: { payeeId: 'company-1', kind: 'company' },
  ...more,
});

export const VILLAGE = '451425100001';

/** Sends a command of today with the intent to act. */
export const instruct = (
  http: TestService,
  name: string,
  data: object,
  attributes: Record<string, unknown> = {},
): Promise<Answer> =>
  http.command(name, data, {
    time: new Date().toISOString(),
    attributes: { orgunit: VILLAGE, powercode: 'V05', intent: 'instruct', ...attributes },
  });
