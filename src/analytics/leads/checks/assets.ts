// A47 and A48: what was accepted but never registered, and counts that differ from the register.
// What is found by absence holds from a day on: whoever reads the list says as of which day.
import { z } from 'zod';
import { localDate } from '../../../rules/time.js';
import { defineCheck } from '../check.js';
import { factsOf, firstFact } from '../subjects/cases.js';
import { earliest, fenOf, inWords, param, plusDays, ref, say, speaksOf, total } from '../words.js';
import { aboutContract } from './aboutContract.js';

const a47 = defineCheck({
  id: 'A47',
  group: 'contractsAssets',
  title: say('验收后未登记资产', 'Accepted but not on the register'),
  statement: say(
    '项目验收多日后仍未登记为资产',
    'Works were accepted, and days later are not on the register of assets',
  ),
  severity: 'L',
  parameters: z.strictObject({
    days: param.days.default(30),
    /** What leaves no asset behind. */
    exempt: param.words.default([
      '维修',
      '维护',
      '养护',
      '保洁',
      '清运',
      '服务',
      '印刷',
      'repair',
      'maintenance',
      'cleaning',
      'service',
    ]),
  }),
  inputs: ['projects.ContractSigned', 'projects.WorkAccepted', 'assets.AssetRegistered'],
  falsePositives: [
    say('产权归上级或其他部门', 'assets that belong to a higher level'),
    say('维修类项目不形成资产', 'repairs, which make no new asset'),
  ],
  subjects: {
    *contract(state, _key, { on }) {
      const signed = firstFact(state, 'projects.ContractSigned');
      const accepted = firstFact(state, 'projects.WorkAccepted');
      if (!signed || !accepted) return;
      const day = localDate(accepted.at);
      const { days, exempt } = on(state.unit, day);
      const from = plusDays(day, days + 1);
      const registered = earliest(factsOf(state, 'assets.AssetRegistered'));
      const until = registered && localDate(registered.at);
      if (speaksOf(signed.d.title, exempt) || (until !== undefined && until < from)) return;
      yield {
        ...aboutContract(state, signed),
        anchor: ref(accepted),
        amount: fenOf(signed.d.amount),
        on: from,
        until,
        statement: say(
          `「${signed.d.title}」${day} 验收，${days} 日内没有登记资产`,
          `"${signed.d.title}" was accepted on ${day} and not registered as an asset within ${days} days`,
        ),
        figures: { accepted: day },
        events: [signed, accepted, ...(registered ? [registered] : [])].map(ref),
      };
    },
  },
});

const a48 = defineCheck({
  id: 'A48',
  group: 'contractsAssets',
  title: say('盘点有差异', 'Count that differs'),
  statement: say(
    '资产清查有盘亏、毁损，或现金盘点与账面不符',
    'A stocktake found assets missing or damaged, or a cash count differs from the books',
  ),
  severity: 'M',
  parameters: z.strictObject({
    kinds: z
      .array(z.enum(['missing', 'surplus', 'damaged', 'valueDiffers']))
      .default(['missing', 'damaged', 'valueDiffers']),
  }),
  inputs: ['assets.StocktakeDone', 'funds.CashCounted'],
  falsePositives: [
    say('已报废未销账', 'assets scrapped and not yet written off'),
    say('未达账项', 'entries in transit'),
  ],
  subjects: {
    *stocktake(state, _key, { on }) {
      const done = firstFact(state, 'assets.StocktakeDone');
      if (!done) return;
      const day = localDate(done.at);
      const { kinds } = on(state.unit, day);
      const found = done.d.differences.filter(({ kind }) => kinds.includes(kind));
      if (found.length === 0) return;
      const sum = total(
        found.map(({ amount = '0' }) => (fenOf(amount) < 0n ? -fenOf(amount) : fenOf(amount))),
      );
      yield {
        key: 'stocktake',
        anchor: ref(done),
        unit: state.unit,
        person: done.d.countedBy[0],
        power: state.power,
        ...(sum === 0n ? {} : { amount: sum, currency: 'CNY' }),
        on: day,
        statement: say(
          `${done.d.year} 年资产清查有 ${found.length} 项差异`,
          `the stocktake of ${done.d.year} found ${found.length} difference(s)`,
        ),
        figures: { differences: found.length, counted: done.d.counted },
        events: [ref(done)],
      };
    },
    *account(state, key) {
      for (const counted of factsOf(state, 'funds.CashCounted')) {
        const difference = fenOf(counted.d.counted) - fenOf(counted.d.book);
        if (difference === 0n) continue;
        yield {
          key: `cash.${counted.d.countId}`,
          anchor: ref(counted),
          unit: state.unit,
          person: counted.d.countedBy[0],
          power: state.power,
          amount: difference < 0n ? -difference : difference,
          currency: counted.d.currency,
          on: localDate(counted.at),
          statement: say(
            `账户 ${key} 现金实点 ${inWords(fenOf(counted.d.counted), counted.d.currency)}，账面 ${inWords(fenOf(counted.d.book), counted.d.currency)}`,
            `cash in ${key} was counted as ${inWords(fenOf(counted.d.counted), counted.d.currency)}; the books say ${inWords(fenOf(counted.d.book), counted.d.currency)}`,
          ),
          figures: { difference: difference.toString() },
          events: [ref(counted)],
        };
      }
    },
  },
});

export const ASSETS = [a47, a48] as const;
